package dev.sockeye.bench;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** An echo server in a process of its own; it ends when this is closed, or when this JVM ends. */
final class ServerProcess implements Closeable {

  private final Process process;
  private final PrintStream in;
  private final BufferedReader out;
  private final String address;

  private ServerProcess(Process process, BufferedReader out, String address) {
    this.process = process;
    this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
    this.out = out;
    this.address = address;
  }

  /**
   * Starts a server and waits until it listens.
   *
   * @throws UnsupportedOperationException if it says that it cannot run here
   */
  static ServerProcess start(List<String> command) throws IOException, InterruptedException {
    Path errors = Lab.log();
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    BufferedReader out = Programs.reader(process);
    String line = out.readLine();
    if (line == null) {
      throw new IOException(Programs.last(errors, process.waitFor()));
    } else if (line.startsWith("absent\t")) {
      throw new UnsupportedOperationException(line.substring("absent\t".length()));
    }
    return new ServerProcess(process, out, line);
  }

  /** Where it listens, as the load generator takes it. */
  String address() {
    return address;
  }

  long pid() {
    return process.pid();
  }

  /** Collects garbage, and tells the bytes of heap in use, 0 if it has no collector. */
  long collect() throws IOException {
    in.println("collect");
    String answer = out.readLine();
    if (answer == null) {
      throw new IOException("the server has ended");
    }
    return answer.startsWith("heap=") ? Long.parseLong(answer.substring("heap=".length())) : 0;
  }

  /** Bytes of memory that are resident. */
  long resident() throws IOException {
    String kibibytes = Host.value("/proc/" + pid() + "/status", "VmRSS");
    return Long.parseLong(kibibytes.replace(" kB", "")) * 1024;
  }

  @Override
  public void close() {
    in.close();
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }
}

package dev.sockeye.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An echo server in a process of its own. */
final class ServerProcess implements Closeable {

  private static final String ABSENT = "absent\t";
  private static final String HEAP = "heap=";
  private static final String FOLDER = "sockeye-bench-server";

  private final Coprocess program;
  private final String address;

  private ServerProcess(Coprocess program, String address) {
    this.program = program;
    this.address = address;
  }

  /**
   * Starts a server and waits until it listens.
   *
   * @throws UnsupportedOperationException if it says that it cannot run here
   */
  static ServerProcess start(List<String> command) throws IOException {
    Coprocess program = Coprocess.start(command);
    try {
      String line = program.readLine();
      if (!line.startsWith(ABSENT)) {
        return new ServerProcess(program, line);
      }
      program.close();
      throw new UnsupportedOperationException(line.substring(ABSENT.length()));
    } catch (IOException e) {
      program.close();
      throw e;
    }
  }

  /** Where it listens, as the load generator takes it. */
  String address() {
    return address;
  }

  long pid() {
    return program.pid();
  }

  /** Collects garbage, and tells the bytes of heap in use, 0 if it has no collector. */
  long collect() throws IOException {
    String answer = program.ask("collect");
    return answer.startsWith(HEAP) ? Long.parseLong(answer.substring(HEAP.length())) : 0;
  }

  /** Bytes of memory that are resident. */
  long resident() throws IOException {
    String kibibytes = Host.value("/proc/" + pid() + "/status", "VmRSS");
    return Long.parseLong(kibibytes.replace(" kB", "")) * 1024;
  }

  /** Where a server may listen; its folder is deleted when the server is closed. */
  static Path newPath() throws IOException {
    Path folder = Files.createTempDirectory(FOLDER);
    folder.toFile().deleteOnExit(); // where the server does not even start
    return folder.resolve("socket");
  }

  @Override
  public void close() throws IOException {
    program.close();
    if (address.contains(FOLDER)) {
      Temporary.delete(Path.of(address).getParent());
    }
  }
}

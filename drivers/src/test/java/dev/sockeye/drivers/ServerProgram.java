package dev.sockeye.drivers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server by other hands, run for a test in a folder of the test's own. */
final class ServerProgram implements Closeable {

  private static final long START_SECONDS = 60;
  private static final long STOP_SECONDS = 20;

  private final Process process;
  private final Path log;

  private ServerProgram(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Whether a server answers; it may fail while the server does not. */
  interface Readiness {
    boolean isReady() throws Exception;
  }

  /**
   * Skips the test where a program is not installed, and says so.
   *
   * @param program its name, or its path where that has a slash
   * @param debian the Debian package that has it
   */
  static void require(String program, String debian) {
    assumeTrue(isInstalled(program), program + " is not there: install " + debian);
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder).resolve(program))
        .anyMatch(Files::isExecutable);
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @param folder its folder, where its log goes
   * @param ready how to see that it answers
   * @param command the program and its arguments
   * @return the server
   */
  static ServerProgram start(ServerFolder folder, Readiness ready, String... command)
      throws IOException, InterruptedException {
    Path log = folder.resolve(Path.of(command[0]).getFileName() + ".log");
    Process process = builder(folder, log, command).start();
    ServerProgram server = new ServerProgram(process, log);
    try {
      server.await(ready);
      return server;
    } catch (IOException | InterruptedException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** Runs a program to its end, which must be a good one. */
  static void run(ServerFolder folder, String... command) throws IOException, InterruptedException {
    Path log = folder.resolve(Path.of(command[0]).getFileName() + ".log");
    Process process = builder(folder, log, command).start();
    if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(Arrays.toString(command) + " does not end:\n" + Files.readString(log));
    }
    if (process.exitValue() != 0) {
      throw new IOException(Arrays.toString(command) + " failed:\n" + Files.readString(log));
    }
  }

  private static ProcessBuilder builder(ServerFolder folder, Path log, String... command) {
    List<String> line = new ArrayList<>(folder.asItsOwner());
    line.addAll(Arrays.asList(command));
    return new ProcessBuilder(line)
        .directory(folder.path().toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  private void await(Readiness ready) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    Exception last = null;
    while (process.isAlive() && System.nanoTime() - end < 0) {
      try {
        if (ready.isReady()) {
          return;
        }
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        last = e;
      }
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
    throw new IOException("the server did not start:\n" + Files.readString(log), last);
  }

  /** Whether somebody accepts at a UNIX socket. */
  static boolean accepts(Path socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

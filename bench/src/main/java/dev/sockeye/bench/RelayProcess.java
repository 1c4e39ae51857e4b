package dev.sockeye.bench;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A program that passes on what comes to a port of the loopback interface. */
final class RelayProcess implements Closeable {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long TICK_NANOS = 10_000_000; // of USER_HZ, which is 100 everywhere

  /** Where the fields of {@code /proc/pid/stat} are, behind the name, that proc(5) calls 16, 17. */
  private static final int CHILDREN_USER = 13;

  private static final int CHILDREN_SYSTEM = 14;

  private final Coprocess program;
  private final int port;

  private RelayProcess(Coprocess program, int port) {
    this.program = program;
    this.port = port;
  }

  /** Gives a command that listens at a port. */
  @FunctionalInterface
  interface Command {
    List<String> at(int port) throws IOException;
  }

  /** Starts it, and waits until it takes a connection; which it may pass on. */
  static RelayProcess start(Command command) throws IOException {
    int port = freePort();
    RelayProcess relay = new RelayProcess(Coprocess.start(command.at(port)), port);
    try {
      relay.awaitConnection();
      return relay;
    } catch (IOException e) {
      relay.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitConnection() throws IOException {
    for (long end = System.nanoTime() + LIMIT.toNanos(); ; ) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return;
      } catch (IOException e) {
        if (!program.isAlive()) {
          program.readLine(); // throws, with what it complained of
        } else if (System.nanoTime() > end) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  /** Where it listens, as {@code host:port}. */
  String address() {
    return "127.0.0.1:" + port;
  }

  long pid() {
    return program.pid();
  }

  /**
   * The CPU time that its threads, and the children that it had, have taken.
   *
   * @return nanoseconds, exact but for children, of whom ticks are known
   */
  long cpuNanos() throws IOException {
    program.awaitChildren();
    Path process = Path.of("/proc", "" + pid());
    String stat = Files.readString(process.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_SYSTEM]);
    long nanos = ticks * TICK_NANOS;
    try (Stream<Path> threads = Files.list(process.resolve("task"))) {
      for (Path thread : threads.toList()) {
        nanos += Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", -1)[0]);
      }
    }
    return nanos;
  }

  @Override
  public void close() throws IOException {
    program.close();
  }
}

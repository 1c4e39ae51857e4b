package dev.sockeye.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Does once what commands do. The launcher lets the JVM archive the classes that this has loaded
 * ({@code -XX:ArchiveClassesAtExit}), so that it starts faster from then on.
 */
final class Rehearsal {

  private Rehearsal() {}

  /**
   * Connects to a server of its own and tries every scheme; what fails here is missing from the
   * archive and nothing else.
   *
   * @param arguments none
   * @throws IOException if there is no loopback interface
   */
  public static void main(String[] arguments) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Threads.start("echo", () -> echo(server));
      run("connect", "tcp://127.0.0.1:" + server.getLocalPort());
    }
    run("demo", "--size", "1k");
    run("probe");
    System.exit(ExitStatus.OK);
  }

  private static void run(String... arguments) {
    Main.run(Surroundings.ofProcess(), false, arguments);
  }

  private static void echo(ServerSocket server) {
    try (Socket peer = server.accept()) {
      peer.getOutputStream().write('\n');
      peer.getInputStream().transferTo(peer.getOutputStream());
    } catch (IOException e) {
      return; // The command tells of it.
    }
  }
}

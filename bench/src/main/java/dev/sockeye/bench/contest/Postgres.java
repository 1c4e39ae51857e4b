package dev.sockeye.bench.contest;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * PostgreSQL in a folder of its own, on a UNIX socket and on a port of the loopback interface. It
 * has the CPU of this JVM, and ends with it.
 */
record Postgres(Path socket, int port) {

  private static final String USER = "postgres";
  private static final int TRIES = 600;

  private static final class Started {
    static final Postgres ONCE = start();
  }

  static Postgres get() {
    return Started.ONCE;
  }

  private static Postgres start() {
    try {
      Path folder = Files.createTempDirectory("sockeye-bench");
      if (isRoot()) {
        run(List.of("chown", USER, folder.toString()));
      }
      String data = folder.resolve("data").toString();
      run(asUser("initdb", "-A", "trust", "-U", USER, "--no-sync", "-D", data));
      int port = freePort();
      Path socket = folder.resolve(".s.PGSQL." + port);
      List<String> command = new ArrayList<>(asUser("postgres", "-D", data));
      command.addAll(List.of("-k", folder.toString(), "-p", "" + port, "-c", "fsync=off"));
      Process server = quiet(command).start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, folder)));
      await(server, socket);
      return new Postgres(socket, port);
    } catch (IOException e) {
      throw new IllegalStateException("PostgreSQL did not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("PostgreSQL did not start", e);
    }
  }

  /** It refuses to run as root. */
  private static List<String> asUser(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--init-groups"));
    }
    command.add(path(program));
    command.addAll(List.of(arguments));
    return command;
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** Debian keeps the programs of each version in a folder of its own. */
  private static String path(String program) throws IOException {
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions
          .map(version -> version.resolve("bin").resolve(program))
          .filter(Files::isExecutable)
          .findFirst()
          .map(Path::toString)
          .orElse(program);
    }
  }

  private static ProcessBuilder quiet(List<String> command) {
    return new ProcessBuilder(command)
        .directory(new File("/"))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    if (quiet(command).start().waitFor() != 0) {
      throw new IOException(command + " failed");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  private static void await(Process server, Path socket) throws IOException, InterruptedException {
    for (int i = 0; i < TRIES && !accepts(socket); i++) {
      if (server.waitFor(50, TimeUnit.MILLISECONDS)) {
        throw new IOException("postgres ended with status " + server.exitValue());
      }
    }
  }

  private static boolean accepts(Path socket) {
    try {
      SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static void end(Process server, Path folder) {
    server.destroy();
    try {
      if (!server.waitFor(5, TimeUnit.SECONDS)) {
        server.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      server.destroyForcibly();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException | RuntimeException e) {
      // Who is left of the server removes files too.
    }
  }
}

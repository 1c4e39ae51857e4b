package dev.sockeye.drivers;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * PostgreSQL on a UNIX socket, and on a port of the loopback interface with TLS, which it does not
 * offer on the other.
 */
final class PostgresServer implements Closeable {

  private final ServerFolder folder;
  private final ServerProgram program;
  private final int port;

  private PostgresServer(ServerFolder folder, ServerProgram program, int port) {
    this.folder = folder;
    this.program = program;
    this.port = port;
  }

  static PostgresServer start() throws IOException, InterruptedException {
    ServerProgram.require(program("postgres"), "postgresql");
    ServerFolder folder = ServerFolder.ownedBy("postgres");
    Certificates certificates = Certificates.create(folder);
    String data = folder.resolve("data").toString();
    ServerProgram.run(
        folder, program("initdb"), "-A", "trust", "-U", "postgres", "--no-sync", "-D", data);
    int port = freePort();
    Path socket = socket(folder, port);
    ServerProgram server =
        ServerProgram.start(
            folder,
            () -> ServerProgram.accepts(socket),
            program("postgres"),
            "-D",
            data,
            "-k",
            folder.path().toString(),
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "fsync=off",
            "-c",
            "ssl=on",
            "-c",
            "ssl_key_file=" + certificates.key(),
            "-c",
            "ssl_cert_file=" + certificates.certificate());
    return new PostgresServer(folder, server, port);
  }

  /** Debian keeps the programs of each version in a folder, of which the path has but a part. */
  private static String program(String name) throws IOException {
    Path versions = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(versions)) {
      return name;
    }
    try (Stream<Path> each = Files.list(versions)) {
      return each.map(version -> version.resolve("bin").resolve(name))
          .filter(Files::isExecutable)
          .findFirst()
          .map(Path::toString)
          .orElse(name);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  private static Path socket(ServerFolder folder, int port) {
    return folder.resolve(".s.PGSQL." + port);
  }

  /** Its UNIX socket. */
  Path socket() {
    return socket(folder, port);
  }

  /** Its port on 127.0.0.1. */
  int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    program.close();
    folder.close();
  }
}

package dev.sockeye.drivers;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * MariaDB on a UNIX socket alone, with TLS for who asks for it; the user {@code root}, no password.
 */
final class MariaDbServer implements Closeable {

  private final ServerFolder folder;
  private final ServerProgram program;
  private final Certificates certificates;

  private MariaDbServer(ServerFolder folder, ServerProgram program, Certificates certificates) {
    this.folder = folder;
    this.program = program;
    this.certificates = certificates;
  }

  static MariaDbServer start() throws IOException, InterruptedException {
    ServerProgram.require("/usr/sbin/mariadbd", "mariadb-server");
    ServerFolder folder = ServerFolder.ownedBy("mysql");
    Certificates certificates = Certificates.create(folder);
    String data = "--datadir=" + folder.resolve("data");
    ServerProgram.run(
        folder,
        "mariadb-install-db",
        "--no-defaults",
        data,
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--skip-name-resolve");
    Path socket = socket(folder);
    ServerProgram server =
        ServerProgram.start(
            folder,
            () -> ServerProgram.accepts(socket),
            "/usr/sbin/mariadbd",
            "--no-defaults",
            data,
            "--socket=" + socket,
            "--pid-file=" + folder.resolve("pid"),
            "--skip-networking",
            "--innodb-flush-log-at-trx-commit=0",
            "--ssl-key=" + certificates.key(),
            "--ssl-cert=" + certificates.certificate());
    return new MariaDbServer(folder, server, certificates);
  }

  private static Path socket(ServerFolder folder) {
    return folder.resolve("mariadb.sock");
  }

  Path socket() {
    return socket(folder);
  }

  /** What its certificate is, for clients that check it. */
  Path certificate() {
    return certificates.certificate();
  }

  @Override
  public void close() throws IOException {
    program.close();
    folder.close();
  }
}

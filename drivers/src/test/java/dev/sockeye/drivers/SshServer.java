package dev.sockeye.drivers;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * OpenSSH's server, which listens on no UNIX socket itself: socat does, and starts it for each
 * connection, as inetd(8) would. It lets in who runs the test, by a key.
 */
final class SshServer implements Closeable {

  private static final String CONFIGURATION =
      """
      HostKey %1$s/host
      AuthorizedKeysFile %1$s/user.pub
      StrictModes no
      UsePAM no
      PasswordAuthentication no
      PermitRootLogin yes
      Subsystem sftp internal-sftp
      """;

  private final ServerFolder folder;
  private final ServerProgram program;

  private SshServer(ServerFolder folder, ServerProgram program) {
    this.folder = folder;
    this.program = program;
  }

  static SshServer start() throws IOException, InterruptedException {
    ServerProgram.require("/usr/sbin/sshd", "openssh-server");
    ServerProgram.require("socat", "socat");
    ServerFolder folder = ServerFolder.create();
    for (String name : new String[] {"host", "user"}) {
      String key = folder.resolve(name).toString();
      ServerProgram.run(folder, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key);
    }
    Path configuration = folder.resolve("sshd_config");
    Files.writeString(configuration, CONFIGURATION.formatted(folder.path()));
    if (System.getProperty("user.name").equals("root")) {
      Files.createDirectories(Path.of("/run/sshd")); // where it confines itself: sshd(8)
    }
    Path socket = folder.resolve("ssh.sock");
    ServerProgram program =
        ServerProgram.start(
            folder,
            () -> Files.exists(socket),
            "socat",
            "UNIX-LISTEN:" + socket + ",fork",
            "EXEC:/usr/sbin/sshd -i -e -f " + configuration);
    return new SshServer(folder, program);
  }

  Path socket() {
    return folder.resolve("ssh.sock");
  }

  /** The private key that it lets in. */
  Path userKey() {
    return folder.resolve("user");
  }

  @Override
  public void close() throws IOException {
    program.close();
    folder.close();
  }
}

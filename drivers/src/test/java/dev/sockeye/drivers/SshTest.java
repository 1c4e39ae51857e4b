package dev.sockeye.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import dev.sockeye.socket.jsch.JschSocketFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OpenSSH's server with jsch, over a UNIX socket. */
@Timeout(120)
class SshTest {

  private SshServer server;
  private Session session;

  @BeforeEach
  void connect() throws IOException, InterruptedException, JSchException {
    server = SshServer.start();
    JSch client = new JSch();
    client.addIdentity(server.userKey().toString());
    session = client.getSession(System.getProperty("user.name"), "localhost");
    session.setConfig("StrictHostKeyChecking", "no");
    session.setSocketFactory(new JschSocketFactory("unix:" + server.socket()));
    session.connect(30_000);
  }

  @AfterEach
  void disconnect() throws IOException {
    if (server != null) {
      session.disconnect();
      server.close();
    }
  }

  @Test
  void runsACommand() throws Exception {
    ChannelExec command = (ChannelExec) session.openChannel("exec");
    command.setCommand("echo upstream; head -c 2000000 /dev/zero");
    InputStream output = command.getInputStream();
    command.connect();
    byte[] all = output.readAllBytes();
    command.disconnect();
    assertEquals("upstream\n", new String(all, 0, 9, UTF_8));
    assertEquals(2_000_009, all.length);
  }

  @Test
  void transfersAFile() throws Exception {
    byte[] data = new byte[3_000_000];
    new Random(1).nextBytes(data);
    ChannelSftp files = (ChannelSftp) session.openChannel("sftp");
    files.connect();
    String name = server.socket().resolveSibling("transferred").toString();
    files.put(new ByteArrayInputStream(data), name);
    ByteArrayOutputStream back = new ByteArrayOutputStream();
    files.get(name, back);
    files.disconnect();
    assertArrayEquals(data, back.toByteArray());
  }
}

package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that {@code systemd-socket-activate(1)} starts when somebody connects. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SocketActivationTest {

  private static final Network NETWORK = Network.system();
  private static final long PATIENCE = Duration.ofSeconds(30).toNanos();

  @TempDir Path folder;

  @BeforeEach
  void needsTheProgram() {
    Host.SOCKET_ACTIVATE.isNeeded();
  }

  private static Peer activate(List<String> options, String... callsAndUris) throws IOException {
    List<Object> command = new ArrayList<>(List.of("systemd-socket-activate"));
    command.addAll(options);
    command.addAll(Inheritor.command(callsAndUris));
    return Peer.run(command.toArray());
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  /** What connects. */
  @FunctionalInterface
  private interface Connecting<E> {
    E connect(EndpointUri uri) throws IOException;
  }

  /** It takes a moment until it listens. */
  private static <E> E awaitConnected(Connecting<E> call, String uri) throws Exception {
    long deadline = System.nanoTime() + PATIENCE;
    while (true) {
      try {
        return call.connect(EndpointUri.valueOf(uri));
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(20); // until it is tried again
      }
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertEchoed(StreamEndpoint client) throws IOException {
    Streams.writeFully(client, bytes("ping"));
    ByteBuffer echo = ByteBuffer.allocate(4);
    Streams.readFully(client, echo);
    assertEquals(bytes("ping"), echo.flip());
    assertEquals(-1, client.read(ByteBuffer.allocate(1)));
  }

  private static void assertEchoed(MessageEndpoint client) throws IOException {
    client.send(bytes("ping"));
    ByteBuffer echo = ByteBuffer.allocate(9);
    client.receive(echo);
    assertEquals(bytes("ping"), echo.flip());
  }

  @Test
  void aStreamIsListenedOn() throws Exception {
    String where = "127.0.0.1:" + freePort();
    List<String> options = List.of("--listen=" + where);
    try (Peer activated = activate(options, "listenStream", "systemd:");
        StreamEndpoint client = awaitConnected(NETWORK::connectStream, "tcp://" + where)) {
      assertEchoed(client);
      activated.assertSays("jdk " + where);
      activated.assertSucceeds();
    }
  }

  @Test
  void oneOfSeveralIsNamed() throws Exception {
    String web = "127.0.0.1:" + freePort();
    Path admin = folder.resolve("admin");
    List<String> options = List.of("--listen=" + web, "--listen=" + admin, "--fdname=web:admin");
    String[] calls = {
      "listenStream", "systemd:", "listenStream", "systemd:no", "listenStream", "systemd:admin"
    };
    try (Peer activated = activate(options, calls);
        StreamEndpoint client = awaitConnected(NETWORK::connectStream, "unix:" + admin)) {
      assertEchoed(client);
      activated.assertSays(
          "refused systemd:: there are several: web (descriptor 3), admin (descriptor 4): write"
              + " systemd:NAME, or systemd::0 to systemd::1");
      activated.assertSays(
          "refused systemd:no: no socket is named 'no': there are web (descriptor 3), admin"
              + " (descriptor 4)");
      activated.assertSays("native " + admin);
      activated.assertSucceeds();
    }
  }

  @Test
  void ofSeveralWithOneNameEachHasItsPlace() throws Exception {
    String one = "127.0.0.1:" + freePort();
    String other = "127.0.0.1:" + freePort();
    List<String> options = List.of("--listen=" + one, "--listen=" + other, "--fdname=web:web");
    String[] calls = {
      "listenStream", "systemd:web", "listenStream", "systemd:web:1", "listenStream", "systemd::0"
    };
    try (Peer activated = activate(options, calls);
        StreamEndpoint first = awaitConnected(NETWORK::connectStream, "tcp://" + one);
        StreamEndpoint second = awaitConnected(NETWORK::connectStream, "tcp://" + other)) {
      assertEchoed(second);
      assertEchoed(first);
      activated.assertSays(
          "refused systemd:web: there are several: web (descriptor 3), web (descriptor 4): write"
              + " systemd:web:0 to systemd:web:1");
      activated.assertSays("jdk " + other);
      activated.assertSays("jdk " + one);
      activated.assertSucceeds();
    }
  }

  @Test
  void datagramsAreBound() throws Exception {
    int port = freePort();
    List<String> options = List.of("--datagram", "--listen=127.0.0.1:" + port);
    String uri = "udp://127.0.0.1:" + port + "?SO_RCVTIMEO=200ms";
    try (Peer activated = activate(options, "bindMessages", "systemd:");
        MessageEndpoint client = NETWORK.connectMessages(EndpointUri.valueOf(uri))) {
      awaitEchoed(client);
      activated.assertSays("jdk 127.0.0.1:" + port);
      activated.assertSucceeds();
    }
  }

  /** What comes before it listens is lost, or refused. */
  private static void awaitEchoed(MessageEndpoint client) throws IOException {
    long deadline = System.nanoTime() + PATIENCE;
    while (true) {
      try {
        assertEchoed(client);
        return;
      } catch (IOException e) {
        assertTrue(System.nanoTime() < deadline, "no answer");
      }
    }
  }

  @Test
  void seqpacketsAreListenedOn() throws Exception {
    Path path = folder.resolve("s");
    List<String> options = List.of("--seqpacket", "--listen=" + path);
    try (Peer activated = activate(options, "listenMessages", "systemd:unknown");
        MessageEndpoint client =
            awaitConnected(NETWORK::connectMessages, "unix+seqpacket:" + path)) {
      assertEchoed(client);
      activated.assertSays("native " + path);
      activated.assertSucceeds();
    }
  }

  /** The program is started for each connection, which is its standard input and output. */
  @Test
  void byInetdTheConnectionIsConnectedTo() throws Exception {
    String where = "127.0.0.1:" + freePort();
    List<String> options = List.of("--inetd", "--accept", "--listen=" + where);
    try (Peer activated = activate(options, "connectStream", "fd:0")) {
      for (int i = 0; i < 2; i++) {
        try (StreamEndpoint client = awaitConnected(NETWORK::connectStream, "tcp://" + where)) {
          assertEchoed(client);
        }
      }
      assertTrue(activated.pid() > 0);
    }
  }

  /** Without {@code --inetd} an accepted connection is one socket that is passed. */
  @Test
  void anAcceptedConnectionIsConnectedTo() throws Exception {
    String where = "127.0.0.1:" + freePort();
    List<String> options = List.of("--accept", "--listen=" + where);
    try (Peer activated = activate(options, "connectStream", "systemd:");
        StreamEndpoint client = awaitConnected(NETWORK::connectStream, "tcp://" + where)) {
      assertEchoed(client);
      activated.assertSays("jdk " + where);
    }
  }
}

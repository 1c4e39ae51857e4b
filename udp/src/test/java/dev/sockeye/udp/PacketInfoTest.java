package dev.sockeye.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.InetOptions;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server of UDP that is bound to all addresses answers from the one that was asked. */
@SuppressWarnings("AddressSelection") // numbers, and no names
@Timeout(30)
class PacketInfoTest {

  private static final String ASKED = "127.0.0.9";

  private final Network network = Network.system();

  @BeforeEach
  void needsNativeCalls() throws IOException {
    try (MessageEndpoint probe = network.socket(Udp.DATAGRAM)) {
      boolean there = probe.supportedOptions().contains(InetOptions.IP_PKTINFO);
      assumeTrue(there, "no native calls here, or not Linux");
    }
  }

  private MessageEndpoint bind(String uri) throws IOException {
    return network
        .bindMessages(EndpointUri.valueOf(uri))
        .setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(20));
  }

  private static int port(MessageEndpoint endpoint) throws IOException {
    return ((InetSocketAddress) endpoint.getLocalAddress()).getPort();
  }

  /** Connected, so that it takes nothing from any other address. */
  private MessageEndpoint client(int port) throws IOException {
    return network
        .connectMessages(EndpointUri.valueOf("udp4://" + ASKED + ":" + port))
        .setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(20));
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "udp4", "udp6"})
  void aReplyLeavesFromTheAddressThatWasAsked(String scheme) throws IOException {
    try (MessageEndpoint server = bind(scheme + "://:0?IP_PKTINFO=true");
        MessageEndpoint client = client(port(server))) {
      Message message = Message.allocate(100);
      for (int i = 0; i < 3; i++) {
        client.send(text("ping" + i));
        assertEquals(5, server.receiveMessage(message.clear()));
        InetAddress asked = message.get(InetOptions.LOCAL_ADDRESS);
        assertEquals(ASKED, asked.getHostAddress());
        message.payload().flip();
        assertEquals(5, server.sendMessage(message));
        ByteBuffer answer = ByteBuffer.allocate(100);
        assertEquals(5, client.receive(answer));
        assertEquals(text("ping" + i), answer.flip());
      }
    }
  }

  @Test
  void withoutItTheReplyIsNotFromThere() throws IOException {
    try (MessageEndpoint server = bind("udp4://:0");
        MessageEndpoint client = client(port(server))) {
      client.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(200));
      client.send(text("ping"));
      Message message = Message.allocate(100);
      server.receiveMessage(message);
      assertNull(message.get(InetOptions.LOCAL_ADDRESS));
      message.payload().flip();
      server.sendMessage(message);
      assertThrows(SocketTimeoutException.class, () -> client.receive(ByteBuffer.allocate(9)));
    }
  }

  @Test
  void inIpv6Too() throws IOException {
    try (MessageEndpoint server = bind("udp6://:0?IP_PKTINFO=true");
        MessageEndpoint client = network.socket(Udp.DATAGRAM6)) {
      client.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(20));
      InetSocketAddress asked = new InetSocketAddress("::1", port(server));
      assumeTrue(connects(client, asked), "no ::1 here");
      client.send(text("ping"));
      Message message = Message.allocate(100);
      server.receiveMessage(message);
      assertEquals(asked.getAddress(), message.get(InetOptions.LOCAL_ADDRESS));
      message.payload().flip();
      server.sendMessage(message);
      assertEquals(4, client.receive(ByteBuffer.allocate(9)));
    }
  }

  private static boolean connects(MessageEndpoint client, InetSocketAddress peer) {
    try {
      return client.connect(peer);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void batchesHaveIt() throws IOException {
    try (MessageEndpoint server = bind("udp://:0?IP_PKTINFO=true");
        MessageEndpoint client = client(port(server));
        MessageEndpoint other =
            network.connectMessages(EndpointUri.valueOf("udp4://127.0.0.1:" + port(server)))) {
      other.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(20));
      for (int i = 0; i < 3; i++) {
        client.send(text("a" + i));
      }
      other.send(text("b"));
      Message[] messages = new Message[4];
      for (int i = 0; i < messages.length; i++) {
        messages[i] = Message.allocate(100);
      }
      for (int got = 0; got < messages.length; ) {
        got += server.receiveMessages(messages, got, messages.length - got);
      }
      for (Message message : messages) {
        message.payload().flip();
      }
      assertEquals(4, server.sendMessages(messages, 0, 4));
      for (int i = 0; i < 3; i++) {
        ByteBuffer answer = ByteBuffer.allocate(9);
        client.receive(answer);
        assertEquals(text("a" + i), answer.flip());
      }
      assertEquals(1, other.receive(ByteBuffer.allocate(9)));
    }
  }

  @Test
  void aSourceThatIsNotOfThisHostIsRefused() throws Exception {
    try (MessageEndpoint endpoint = bind("udp4://:0")) {
      Message message = Message.of(text("ping")).peer(new InetSocketAddress("127.0.0.1", 9));
      message.set(InetOptions.LOCAL_ADDRESS, InetAddress.getByName("192.0.2.1"));
      IOException e = assertThrows(IOException.class, () -> endpoint.sendMessage(message));
      Errno errno = Errno.of(e).orElse(null);
      assertTrue(errno == Errno.EINVAL || errno == Errno.ENETUNREACH, e::getMessage);
      assertEquals(4, message.remaining());
      message.set(InetOptions.LOCAL_ADDRESS, InetAddress.getByName("::1"));
      assertThrows(IllegalArgumentException.class, () -> endpoint.sendMessage(message));
    }
  }

  @Test
  void tellsWhenADatagramCame() throws IOException {
    try (MessageEndpoint server = bind("udp://:0?SO_TIMESTAMPNS=true");
        MessageEndpoint client = client(port(server))) {
      Instant before = Instant.now();
      client.send(text("ping"));
      Message message = Message.allocate(100);
      server.receiveMessage(message);
      Instant told = message.get(InetOptions.TIMESTAMP);
      assertTrue(!told.isBefore(before.minusMillis(20)), () -> told + " is before " + before);
      assertTrue(!told.isAfter(Instant.now()), () -> told + " is to come");
      assertNull(message.get(InetOptions.LOCAL_ADDRESS));
      server.setOption(InetOptions.SO_TIMESTAMPNS, false);
      client.send(text("ping"));
      server.receiveMessage(message.clear());
      assertNull(message.get(InetOptions.TIMESTAMP));
    }
  }

  /** python3 is a client that takes answers from the address it asked alone. */
  @Test
  void pythonIsAnsweredFromTheAddressThatItAsked() throws Exception {
    String program =
        "import socket, sys; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM);"
            + " s.settimeout(20); s.sendto(b'ping', ('127.0.0.77', int(sys.argv[1])));"
            + " print(s.recvfrom(9)[1][0])";
    try (MessageEndpoint server = bind("udp://:0?IP_PKTINFO=true&SO_TIMESTAMPNS=true")) {
      Process python;
      try {
        List<String> command = List.of("python3", "-c", program, Integer.toString(port(server)));
        python = new ProcessBuilder(command).redirectErrorStream(true).start();
      } catch (IOException e) {
        assumeTrue(false, "no python3: " + e.getMessage());
        return;
      }
      Message message = Message.allocate(100);
      server.receiveMessage(message);
      message.payload().flip();
      server.sendMessage(message);
      assertTrue(python.waitFor(20, TimeUnit.SECONDS));
      assertEquals(
          "127.0.0.77",
          new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }
  }
}

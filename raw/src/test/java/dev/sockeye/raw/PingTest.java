package dev.sockeye.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.Network;
import dev.sockeye.testkit.Background;
import dev.sockeye.testkit.local.Namespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ping sockets, which the kernel answers. They work where {@code net.ipv4.ping_group_range} lets
 * us: in a network namespace of our own. What is asserted there is that the program ends well.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PingTest {

  private static final String LET_ALL = "echo 0 0 > /proc/sys/net/ipv4/ping_group_range";

  private static void assertWell(String setUp, String part, String... arguments) throws Exception {
    String[] all = new String[arguments.length + 1];
    all[0] = part;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    List<String> program = Namespace.javaCommand(Program.class, List.of(all));
    assertEquals("well", Privileges.output(Privileges.alone(setUp, program)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ping://127.0.0.1", "ping4://localhost", "ping://[::1]", "ping6://[::1]"})
  void theSystemAnswers(String uri) throws Exception {
    assertWell(LET_ALL, "answer", uri);
  }

  @Test
  void theIdentifierIsThePort() throws Exception {
    assertWell(LET_ALL, "identifier");
  }

  @Test
  void attributesComeAlong() throws Exception {
    assertWell(LET_ALL, "attributes", "ping4://127.0.0.1", "IP_RECVTTL", "IP_PKTINFO");
    assertWell(LET_ALL, "attributes", "ping6://[::1]", "IPV6_RECVHOPLIMIT", "IPV6_RECVPKTINFO");
  }

  @Test
  void otherMessagesAreRefused() throws Exception {
    assertWell(LET_ALL, "refused");
  }

  @Test
  void closeAndTimeoutWakeAReceive() throws Exception {
    assertWell(LET_ALL, "woken");
  }

  /** As it is in each new namespace, and on hosts that did not change it. */
  @Test
  void whereItIsNotLetItIsSaidHow() throws Exception {
    assertWell("", "explained");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ping://", "ping:127.0.0.1", "ping4://a,b", "ping6://[::1", "ping4://:-1"})
  void anAddressThatIsNoneIsExplained(String uri) {
    EndpointUri where = EndpointUri.valueOf(uri);
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> new PingTransport().bind(Ping.DATAGRAM4, where));
    assertTrue(e.getMessage().startsWith(uri), e.getMessage());
  }

  @Test
  void thereAreNeitherPairsNorListeners() {
    PingTransport transport = new PingTransport();
    assertThrows(UnsupportedOperationException.class, () -> transport.pair(Ping.DATAGRAM4));
    assertThrows(UnsupportedOperationException.class, () -> transport.listener(Ping.DATAGRAM4));
  }

  /** What runs where it is let: says "well" or fails. */
  public static final class Program {

    private static final Network NETWORK = Network.system();

    private Program() {}

    /**
     * Runs a part.
     *
     * @param arguments which, and what it needs
     * @throws Exception if it fails
     */
    public static void main(String[] arguments) throws Exception {
      switch (arguments[0]) {
        case "answer" -> answer(EndpointUri.valueOf(arguments[1]));
        case "identifier" -> identifier();
        case "attributes" -> attributes(arguments);
        case "refused" -> refused();
        case "woken" -> woken();
        case "explained" -> explained();
        default -> throw new IllegalArgumentException(arguments[0]);
      }
      System.out.println("well");
    }

    private static MessageEndpoint bind(String uri) throws IOException {
      return NETWORK.bindMessages(EndpointUri.valueOf(uri));
    }

    private static ByteBuffer ascii(String text) {
      return StandardCharsets.US_ASCII.encode(text);
    }

    private static ByteBuffer request(boolean v6, int sequence, ByteBuffer data) {
      ByteBuffer request = ByteBuffer.allocateDirect(70_000);
      return v6
          ? Icmp.echoRequest6(request, 1, sequence, data).flip()
          : Icmp.echoRequest(request, 1, sequence, data).flip();
    }

    private static void answer(EndpointUri uri) throws IOException {
      try (MessageEndpoint endpoint = NETWORK.connectMessages(uri)) {
        endpoint.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(10));
        boolean v6 = endpoint.spec().equals(Ping.DATAGRAM6);
        IcmpView reply = new IcmpView();
        ByteBuffer received = ByteBuffer.allocate(70_000);
        for (int length : new int[] {0, 56, 60_000}) {
          ByteBuffer data = ByteBuffer.allocate(length);
          endpoint.send(request(v6, length, data));
          SocketAddress from = endpoint.receiveFrom(received.clear());
          assertEquals(endpoint.getRemoteAddress(), from);
          assertTrue(reply.wrap(received.flip()));
          assertEquals(v6 ? Icmp.ECHO_REPLY6 : Icmp.ECHO_REPLY, reply.type());
          assertEquals(length, reply.sequence());
          assertEquals(length, reply.payloadLength());
          assertEquals(port(endpoint), reply.identifier(), "the system's");
        }
        endpoint.disconnect();
        endpoint.sendTo(request(v6, 9, ascii("again")), new InetSocketAddress(uri(uri), 0));
        endpoint.receive(received.clear());
        assertTrue(reply.wrap(received.flip()));
        assertEquals(ascii("again"), reply.payload());
      }
    }

    private static java.net.InetAddress uri(EndpointUri uri) {
      return RawFixtures.ip(uri.address().contains(":1]") ? "::1" : "127.0.0.1");
    }

    private static int port(MessageEndpoint endpoint) throws IOException {
      return ((InetSocketAddress) endpoint.getLocalAddress()).getPort();
    }

    /** Unlike a port it may be bound to twice, by another address. */
    private static void identifier() throws IOException {
      try (MessageEndpoint endpoint = bind("ping4://127.0.0.1:4711");
          MessageEndpoint free = bind("ping4://:0");
          MessageEndpoint unbound = NETWORK.socket(Ping.DATAGRAM4)) {
        assertEquals(4711, port(endpoint));
        assertTrue(port(free) > 0);
        assertEquals(null, unbound.getLocalAddress());
        endpoint.sendTo(
            request(false, 1, ascii("data")),
            new InetSocketAddress(RawFixtures.ip("127.0.0.9"), 0));
        ByteBuffer received = ByteBuffer.allocate(100);
        SocketAddress from = endpoint.receiveFrom(received);
        assertEquals(new InetSocketAddress(RawFixtures.ip("127.0.0.9"), 0), from);
        IcmpView reply = new IcmpView();
        assertTrue(reply.wrap(received.flip()));
        assertEquals(4711, reply.identifier());
        assertTrue(reply.isChecksumRight());
        InetSocketAddress peer = new InetSocketAddress(RawFixtures.ip("127.0.0.9"), 0);
        endpoint.sendTo(request(false, 2, ascii("data")), peer);
        assertThrows(
            MessageTruncatedException.class, () -> endpoint.receive(ByteBuffer.allocate(11)));
      }
    }

    private static void attributes(String[] arguments) throws IOException {
      EndpointUri uri =
          EndpointUri.valueOf(arguments[1])
              .withOption(arguments[2], "true")
              .withOption(arguments[3], "true")
              .withOption("SO_TIMESTAMPNS", "true");
      try (MessageEndpoint endpoint = NETWORK.connectMessages(uri)) {
        boolean v6 = endpoint.spec().equals(Ping.DATAGRAM6);
        endpoint.send(request(v6, 1, ascii("data")));
        Message reply = Message.allocate(100);
        assertEquals(12, endpoint.receiveMessage(reply));
        assertEquals(64, reply.get(Ip.TTL));
        assertEquals(uri(uri), reply.get(Ip.PACKET_INFO).destination());
        assertTrue(reply.get(Ip.TIMESTAMP) != null);
      }
    }

    private static void refused() throws IOException {
      InetSocketAddress peer = new InetSocketAddress(RawFixtures.ip("127.0.0.1"), 0);
      try (MessageEndpoint endpoint = NETWORK.socket(Ping.DATAGRAM4)) {
        ByteBuffer reply = Icmp.echoReply(ByteBuffer.allocate(8), 1, 1, ascii("")).flip();
        for (ByteBuffer bad : List.of(ByteBuffer.allocate(0), ascii("short"), reply)) {
          IOException e = assertThrows(IOException.class, () -> endpoint.sendTo(bad, peer));
          assertEquals(Errno.EINVAL, Errno.of(e).orElseThrow());
        }
        ByteBuffer large = request(false, 1, ByteBuffer.allocate(65_508));
        IOException e = assertThrows(IOException.class, () -> endpoint.sendTo(large, peer));
        assertEquals(Errno.EMSGSIZE, Errno.of(e).orElseThrow());
      }
    }

    private static void woken() throws IOException {
      MessageEndpoint endpoint = bind("ping4://127.0.0.1");
      endpoint.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(20));
      ByteBuffer buffer = ByteBuffer.allocate(100);
      assertThrows(SocketTimeoutException.class, () -> endpoint.receive(buffer));
      endpoint.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ZERO);
      Background<Integer> receive = Background.run(() -> endpoint.receive(buffer)).awaitBlocked();
      endpoint.close();
      receive.failure(AsynchronousCloseException.class);
    }

    private static void explained() {
      for (String uri : List.of("ping://127.0.0.1", "ping6://[::1]")) {
        UnsupportedOperationException e =
            assertThrows(
                UnsupportedOperationException.class,
                () -> NETWORK.connectMessages(EndpointUri.valueOf(uri)));
        String start = "ping is not available here: this process may not open ping";
        assertTrue(e.getMessage().startsWith(start), e.getMessage());
        assertTrue(e.getMessage().contains("(EACCES): the group of this process"), e.getMessage());
        assertTrue(e.getMessage().contains("net.ipv4.ping_group_range"), e.getMessage());
      }
    }
  }
}

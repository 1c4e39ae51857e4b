package dev.sockeye.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Domain;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.SocketType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is UDP's own; all else is in the contract. */
@Timeout(30)
class UdpTest {

  private final Network network = Network.system();

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static EndpointUri uri(String text) {
    return EndpointUri.valueOf(text);
  }

  private static ByteBuffer bytes(int length) {
    byte[] random = new byte[length];
    new Random(length).nextBytes(random);
    return ByteBuffer.wrap(random);
  }

  @Test
  void aSocketIsFoundByItsTripleAndByProtocolZero() throws IOException {
    for (Protocol protocol : new Protocol[] {Protocol.IPPROTO_UDP, Protocol.DEFAULT}) {
      try (var endpoint = network.socket(Domain.AF_INET, SocketType.SOCK_DGRAM, protocol)) {
        assertEquals(Udp.DATAGRAM4, endpoint.spec());
        assertInstanceOf(MessageEndpoint.class, endpoint);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "udp4", "udp6"})
  void aClientAndAServerByUri(String scheme) throws IOException {
    String host = scheme.equals("udp6") ? "[::1]" : "127.0.0.1";
    try (MessageEndpoint server = network.bindMessages(uri(scheme + "://" + host + ":0"));
        MessageEndpoint client =
            network.connectMessages(uri(scheme + "://x:1").withAddress(server.getLocalAddress()))) {
      client.send(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      ByteBuffer buffer = ByteBuffer.allocate(100);
      SocketAddress from = server.receiveFrom(buffer);
      assertEquals(client.getLocalAddress(), from);
      server.sendTo(buffer.flip(), from);
      assertEquals(3, client.receive(buffer.clear()));
    }
  }

  @Test
  void theLargestDatagramArrivesAndALongerOneIsRefused() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = network.pair(Udp.DATAGRAM4)) {
      ByteBuffer largest = bytes(65_507);
      assertEquals(65_507, pair.first().send(largest));
      ByteBuffer received = ByteBuffer.allocate(70_000);
      assertEquals(65_507, pair.second().receive(received));
      assertEquals(largest.flip(), received.flip());

      ByteBuffer tooLong = bytes(65_508);
      assertThrows(MessageTooLargeException.class, () -> pair.first().send(tooLong));
      assertEquals(65_508, tooLong.remaining());
      assertEquals(1, pair.first().send(bytes(1)), "usable afterwards");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 99})
  void aCutDatagramIsToldWithItsLength(int room) throws IOException {
    try (EndpointPair<MessageEndpoint> pair = network.pair(Udp.DATAGRAM)) {
      pair.first().send(bytes(100));
      pair.first().send(bytes(100));
      pair.first().send(bytes(5));
      ByteBuffer small = ByteBuffer.allocateDirect(room);
      MessageTruncatedException cut =
          assertThrows(MessageTruncatedException.class, () -> pair.second().receive(small));
      assertEquals(100, cut.length());
      assertEquals(bytes(100).limit(room), small.flip());

      Message message = Message.of(ByteBuffer.allocate(room / 2), ByteBuffer.allocate(room / 2));
      assertEquals(room / 2 * 2, pair.second().receiveMessage(message));
      assertTrue(message.isTruncated());
      assertEquals(5, pair.second().receive(ByteBuffer.allocate(10)), "the next is the next");
    }
  }

  @Test
  void aReadOnlyBufferLosesNoDatagram() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = network.pair(Udp.DATAGRAM)) {
      pair.first().send(bytes(3));
      ByteBuffer readOnly = ByteBuffer.allocate(10).asReadOnlyBuffer();
      assertThrows(IllegalArgumentException.class, () -> pair.second().receive(readOnly));
      assertEquals(3, pair.second().receive(ByteBuffer.allocate(10)));
    }
  }

  @Test
  void buffersAreGatheredAndScattered() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = network.pair(Udp.DATAGRAM)) {
      ByteBuffer head = ByteBuffer.wrap(new byte[] {1, 2});
      ByteBuffer tail = ByteBuffer.wrap(new byte[] {3, 4, 5});
      assertEquals(5, pair.first().sendMessage(Message.of(head, tail)));
      assertFalse(head.hasRemaining() || tail.hasRemaining());

      ByteBuffer first = ByteBuffer.allocate(1);
      ByteBuffer second = ByteBuffer.allocate(9);
      Message message = Message.of(first, second);
      assertEquals(5, pair.second().receiveMessage(message));
      assertEquals(pair.first().getLocalAddress(), message.peer());
      assertArrayEquals(new byte[] {1}, first.array());
      assertEquals(ByteBuffer.wrap(new byte[] {2, 3, 4, 5}), second.flip());
    }
  }

  @Test
  void nobodyThereIsToldOnAConnectedEndpoint() throws IOException {
    InetSocketAddress nobody;
    try (MessageEndpoint gone = network.socket(Udp.DATAGRAM4)) {
      gone.bind(loopback());
      nobody = (InetSocketAddress) gone.getLocalAddress();
    }
    try (MessageEndpoint endpoint = network.socket(Udp.DATAGRAM4)) {
      endpoint.connect(nobody);
      endpoint.send(bytes(1));
      PortUnreachableException e =
          assertThrows(
              PortUnreachableException.class, () -> endpoint.receive(ByteBuffer.allocate(1)));
      assertTrue(e.getMessage().contains("127.0.0.1:" + nobody.getPort()), e.getMessage());
    }
  }

  @Test
  void receivingUnboundIsRefusedAndNotForEver() throws IOException {
    try (MessageEndpoint endpoint = network.socket(Udp.DATAGRAM)) {
      ByteBuffer buffer = ByteBuffer.allocate(1);
      assertThrows(NotYetConnectedException.class, () -> endpoint.receive(buffer));
      assertNull(endpoint.getLocalAddress());
    }
  }

  @Test
  void aBatchTakesWhatIsThere() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = network.pair(Udp.DATAGRAM)) {
      Message[] out = new Message[5];
      for (int i = 0; i < out.length; i++) {
        out[i] = Message.of(bytes(i));
      }
      assertEquals(5, pair.first().sendMessages(out, 0, 5));
      Message[] in = new Message[8];
      for (int i = 0; i < in.length; i++) {
        in[i] = Message.allocate(100);
      }
      int received = 0;
      while (received < 5) {
        received +=
            pair.second().receiveMessages(in, received, received < 3 ? 3 - received : 8 - received);
      }
      assertEquals(5, received);
      for (int i = 0; i < 5; i++) {
        assertEquals(bytes(i), in[i].payload().flip());
        assertEquals(pair.first().getLocalAddress(), in[i].peer());
      }
      pair.second().setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(20));
      assertThrows(SocketTimeoutException.class, () -> pair.second().receiveMessages(in, 0, 8));
      pair.second().configureBlocking(false);
      assertEquals(MessageEndpoint.WOULD_BLOCK, pair.second().receiveMessages(in, 0, 8));
    }
  }

  @Test
  void broadcastNeedsItsOption() throws IOException {
    try (MessageEndpoint endpoint = network.socket(Udp.DATAGRAM4)) {
      InetSocketAddress all = new InetSocketAddress("127.255.255.255", 9);
      assertThrows(IOException.class, () -> endpoint.sendTo(bytes(1), all));
      endpoint.setOption(StandardSocketOptions.SO_BROADCAST, true);
      assertEquals(1, endpoint.sendTo(bytes(1), all));
    }
  }

  @Test
  void aUriWithAGroupJoinsIt() throws IOException {
    NetworkInterface by = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    String options = "?IP_MULTICAST_IF=" + by.getName() + "&IP_MULTICAST_LOOP=true";
    try (MessageEndpoint member = network.bindMessages(uri("udp4://239.1.2.3:0" + options));
        MessageEndpoint sender = network.socket(Udp.DATAGRAM4)) {
      sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, by);
      sender.sendTo(bytes(7), member.getLocalAddress());
      assertEquals(7, member.receive(ByteBuffer.allocate(10)));
    }
  }

  @Test
  void membershipAndSourcesAreOptions() throws IOException {
    NetworkInterface by = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    InetAddress group = InetAddress.getAllByName("239.1.2.4")[0];
    InetAddress source = InetAddress.getAllByName("127.0.0.1")[0];
    Membership membership = new Membership(group, by, null);
    try (MessageEndpoint member = network.socket(Udp.DATAGRAM4);
        MessageEndpoint sender = network.socket(Udp.DATAGRAM4)) {
      member.bind(new InetSocketAddress("0.0.0.0", 0));
      member.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(5));
      member.setOption(Udp.IP_ADD_MEMBERSHIP, membership);
      int port = ((InetSocketAddress) member.getLocalAddress()).getPort();
      InetSocketAddress target = new InetSocketAddress(group, port);
      sender.bind(new InetSocketAddress(source, 0));
      sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, by);
      sender.sendTo(bytes(1), target);
      assertEquals(1, member.receive(ByteBuffer.allocate(10)));

      member.setOption(Udp.IP_BLOCK_SOURCE, new Membership(group, by, source));
      sender.sendTo(bytes(2), target);
      member.setOption(Udp.IP_UNBLOCK_SOURCE, new Membership(group, by, source));
      sender.sendTo(bytes(3), target);
      assertEquals(3, member.receive(ByteBuffer.allocate(10)), "the second was blocked");

      member.setOption(Udp.IP_DROP_MEMBERSHIP, membership);
      sender.sendTo(bytes(4), target);
      sender.sendTo(bytes(5), new InetSocketAddress(source, port));
      assertEquals(5, member.receive(ByteBuffer.allocate(10)), "the group was left");
      assertThrows(
          IllegalArgumentException.class,
          () -> member.setOption(Udp.IP_DROP_MEMBERSHIP, membership));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "udp://127.0.0.1:0?IP_ADD_MEMBERSHIP=10.0.0.1",
        "udp://127.0.0.1:0?IP_ADD_MEMBERSHIP=239.0.0.1@nowhere9",
        "udp://127.0.0.1:0?TCP_NODELAY=true",
        "udp://127.0.0.1",
      })
  void aUriThatCannotBeSaysWhy(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> network.bindMessages(uri(text)));
    assertTrue(e.getMessage().startsWith(text), e.getMessage());
  }

  @Test
  void aStreamOverDatagramsAndAListenerAreRefusedWithTheReason() {
    assertTrue(
        assertThrows(
                UnsupportedOperationException.class,
                () -> network.connectStream(uri("udp://127.0.0.1:9")))
            .getMessage()
            .contains("datagrams"));
    assertTrue(
        assertThrows(
                UnsupportedOperationException.class,
                () -> network.listenMessages(uri("udp://127.0.0.1:0")))
            .getMessage()
            .contains("bindMessages"));
  }

  @Test
  void aPeerIsReplacedAndTakenAway() throws IOException {
    try (MessageEndpoint a = network.socket(Udp.DATAGRAM4);
        MessageEndpoint b = network.socket(Udp.DATAGRAM4);
        MessageEndpoint c = network.socket(Udp.DATAGRAM4)) {
      a.bind(loopback());
      b.bind(loopback());
      c.bind(loopback());
      a.connect(b.getLocalAddress());
      a.connect(c.getLocalAddress());
      assertEquals(c.getLocalAddress(), a.getRemoteAddress());
      b.sendTo(bytes(2), a.getLocalAddress());
      c.sendTo(bytes(3), a.getLocalAddress());
      assertEquals(3, a.receive(ByteBuffer.allocate(10)), "only the peer's");
      SocketAddress where = a.getLocalAddress();
      a.disconnect();
      assertFalse(a.isConnected());
      assertEquals(where, a.getLocalAddress());
      b.sendTo(bytes(4), where);
      assertEquals(4, a.receive(ByteBuffer.allocate(10)));
    }
  }
}

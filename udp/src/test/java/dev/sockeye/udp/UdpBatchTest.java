package dev.sockeye.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Bindings;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches of UDP by sendmmsg(2) and recvmmsg(2). */
@Timeout(30)
class UdpBatchTest {

  private static final boolean NATIVE = Abi.isLinux() && Bindings.unavailable().isEmpty();

  private final Network network = Network.system();

  static Stream<SocketSpec<MessageEndpoint>> specs() {
    return Stream.of(Udp.DATAGRAM, Udp.DATAGRAM4, Udp.DATAGRAM6);
  }

  @BeforeEach
  void onLinux() {
    assumeTrue(NATIVE, "this host has no sendmmsg(2)");
  }

  /** That many random bytes, the same for the same length. */
  private static ByteBuffer bytes(int length) {
    byte[] random = new byte[length];
    new Random(length).nextBytes(random);
    return ByteBuffer.wrap(random);
  }

  private static Message[] incoming(int count, int capacity) {
    return Stream.generate(() -> Message.allocate(capacity)).limit(count).toArray(Message[]::new);
  }

  /** Receives, in as many calls as it takes, until every message is there. */
  private static int receiveAll(MessageEndpoint endpoint, Message[] into) throws IOException {
    int received = 0;
    while (received < into.length) {
      received += endpoint.receiveMessages(into, received, into.length - received);
    }
    return received;
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aHundredOfAllLengthsArriveWithTheirSender(SocketSpec<MessageEndpoint> spec)
      throws IOException {
    try (EndpointPair<MessageEndpoint> pair = network.pair(spec)) {
      pair.second().setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
      Message[] out = new Message[100];
      for (int i = 0; i < out.length; i++) {
        out[i] = Message.of(bytes(i / 2), bytes(i - i / 2));
      }
      assertEquals(100, pair.first().sendMessages(out, 0, 100));
      assertEquals(0, Stream.of(out).mapToLong(Message::remaining).sum(), "consumed");
      Message[] in = incoming(100, 200);
      assertEquals(100, receiveAll(pair.second(), in));
      for (int i = 0; i < 100; i++) {
        ByteBuffer expected = ByteBuffer.allocate(i).put(bytes(i / 2)).put(bytes(i - i / 2)).flip();
        assertEquals(expected, in[i].payload().flip());
        assertEquals(pair.first().getLocalAddress(), in[i].peer());
        assertFalse(in[i].isTruncated());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void eachGoesToItsOwnTarget(SocketSpec<MessageEndpoint> spec) throws IOException {
    try (EndpointPair<MessageEndpoint> a = network.pair(spec);
        EndpointPair<MessageEndpoint> b = network.pair(spec);
        MessageEndpoint sender = network.socket(spec)) {
      for (MessageEndpoint one : new MessageEndpoint[] {a.first(), b.first()}) {
        one.disconnect();
      }
      sender.bind(null);
      Message[] out = new Message[6];
      for (int i = 0; i < out.length; i++) {
        MessageEndpoint to = i % 2 == 0 ? a.first() : b.first();
        out[i] = Message.of(bytes(i)).peer(to.getLocalAddress());
      }
      assertEquals(6, sender.sendMessages(out, 0, 6));
      for (int i = 0; i < 6; i++) {
        MessageEndpoint to = i % 2 == 0 ? a.first() : b.first();
        assertEquals(i, to.receive(ByteBuffer.allocate(100)));
      }
    }
  }

  @Test
  void theLastTargetOfABatchMayBeTheFirstOfTheNext() throws IOException {
    try (MessageEndpoint a = network.socket(Udp.DATAGRAM4).bind(null);
        MessageEndpoint b = network.socket(Udp.DATAGRAM4).bind(null);
        MessageEndpoint sender = network.socket(Udp.DATAGRAM4).bind(null)) {
      SocketAddress toA = loopback(a);
      SocketAddress toB = loopback(b);
      Message[] first = {Message.of(bytes(1)).peer(toB), Message.of(bytes(2)).peer(toA)};
      Message[] next = {Message.of(bytes(3)).peer(toA), Message.of(bytes(4)).peer(toB)};
      assertEquals(2, sender.sendMessages(first, 0, 2));
      assertEquals(2, sender.sendMessages(next, 0, 2));
      assertEquals(2, a.receive(ByteBuffer.allocate(9)));
      assertEquals(3, a.receive(ByteBuffer.allocate(9)));
      assertEquals(1, b.receive(ByteBuffer.allocate(9)));
      assertEquals(4, b.receive(ByteBuffer.allocate(9)));
    }
  }

  private static SocketAddress loopback(MessageEndpoint endpoint) throws IOException {
    int port = ((InetSocketAddress) endpoint.getLocalAddress()).getPort();
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Runs of the same length and target, which go out as segments, and what ends a run. */
  @ParameterizedTest
  @MethodSource("specs")
  void equalLengthsArriveOneByOne(SocketSpec<MessageEndpoint> spec) throws IOException {
    int[] lengths = {64, 64, 64, 64, 10, 64, 64, 0, 64, 1452, 1452, 7, 7, 9, 1453, 1453, 64, 64};
    try (EndpointPair<MessageEndpoint> pair = network.pair(spec)) {
      Message[] out = new Message[lengths.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = Message.of(bytes(lengths[i]));
      }
      assertEquals(out.length, pair.first().sendMessages(out, 0, out.length));
      Message[] in = incoming(out.length, 2000);
      assertEquals(out.length, receiveAll(pair.second(), in));
      for (int i = 0; i < out.length; i++) {
        assertEquals(lengths[i], in[i].payload().position(), "message " + i);
        assertEquals(out[i].payload().flip(), in[i].payload().flip());
      }
    }
  }

  @Test
  void sixtyFourFullPacketsAreMoreThanOneEntryHolds() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = network.pair(Udp.DATAGRAM4)) {
      pair.second().setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
      Message[] out =
          Stream.generate(() -> Message.of(bytes(1452))).limit(64).toArray(Message[]::new);
      assertEquals(64, pair.first().sendMessages(out, 0, 64));
      Message[] in = incoming(64, 2000);
      assertEquals(64, receiveAll(pair.second(), in));
      for (Message message : in) {
        assertEquals(bytes(1452), message.payload().flip());
      }
    }
  }

  @Test
  void aCutDatagramIsTold() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = network.pair(Udp.DATAGRAM4)) {
      pair.first().sendMessages(new Message[] {Message.of(bytes(50)), Message.of(bytes(5))}, 0, 2);
      Message[] in = {Message.allocate(10), Message.allocate(20)};
      assertEquals(2, receiveAll(pair.second(), in));
      assertTrue(in[0].isTruncated());
      assertEquals(bytes(50).limit(10), in[0].payload().flip());
      assertFalse(in[1].isTruncated());
      assertEquals(bytes(5), in[1].payload().flip());
    }
  }

  @Test
  void whatFailsAfterTheFirstIsMetAgain() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = network.pair(Udp.DATAGRAM4)) {
      Message[] out = {Message.of(bytes(1)), Message.of(bytes(65_508)), Message.of(bytes(2))};
      assertEquals(1, pair.first().sendMessages(out, 0, 3));
      assertThrows(MessageTooLargeException.class, () -> pair.first().sendMessages(out, 1, 2));
      assertEquals(65_508, out[1].remaining());
      assertEquals(1, pair.first().sendMessages(out, 2, 1));
    }
  }

  @Test
  void usageErrorsAreThoseOfSingleMessages() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = network.pair(Udp.DATAGRAM4)) {
      InetSocketAddress other = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
      Message[] out = {Message.of(bytes(1)).peer(other), Message.of(bytes(1))};
      assertThrows(AlreadyConnectedException.class, () -> pair.first().sendMessages(out, 0, 2));
      Message[] in = {Message.of(ByteBuffer.allocate(1).asReadOnlyBuffer()), Message.allocate(1)};
      assertThrows(IllegalArgumentException.class, () -> pair.first().receiveMessages(in, 0, 2));
    }
  }

  @Test
  void timeoutsNonBlockingModeAndNobodyThere() throws IOException {
    EndpointPair<MessageEndpoint> pair = network.pair(Udp.DATAGRAM4);
    Message[] in = incoming(4, 10);
    try (MessageEndpoint endpoint = pair.first()) {
      endpoint.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(20));
      assertThrows(SocketTimeoutException.class, () -> endpoint.receiveMessages(in, 0, 4));
      endpoint.configureBlocking(false);
      assertEquals(MessageEndpoint.WOULD_BLOCK, endpoint.receiveMessages(in, 0, 4));
      pair.second().close();
      assertThrows(PortUnreachableException.class, () -> sendUntilRefused(endpoint));
    }
  }

  private static void sendUntilRefused(MessageEndpoint endpoint) throws IOException {
    for (int i = 0; i < 100; i++) {
      endpoint.sendMessages(new Message[] {Message.of(bytes(1)), Message.of(bytes(1))}, 0, 2);
    }
  }

  @Test
  void closingLeavesNoDescriptorBehind() throws IOException {
    int before = descriptors();
    for (int i = 0; i < 200; i++) {
      try (EndpointPair<MessageEndpoint> pair = network.pair(Udp.DATAGRAM)) {
        Message[] out = {Message.of(bytes(1)), Message.of(bytes(1))};
        pair.first().sendMessages(out, 0, 2);
        receiveAll(pair.second(), incoming(2, 10));
      }
    }
    assertTrue(descriptors() <= before + 5, () -> "from " + before + " to " + descriptors());
  }

  private static int descriptors() {
    return new File("/proc/self/fd").list().length;
  }
}

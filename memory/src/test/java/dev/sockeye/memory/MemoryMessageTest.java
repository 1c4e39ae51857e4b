package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Addresses;
import dev.sockeye.Attribute;
import dev.sockeye.BrokenPipeException;
import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.SocketOptions;
import dev.sockeye.SocketSpec;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetConnectedException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class MemoryMessageTest {

  private static final EndpointUri UDP = EndpointUri.valueOf("udp://dns.internal:53");
  private static final EndpointUri UNIX = EndpointUri.valueOf("unix+dgram:/run/log.sock");
  private static final EndpointUri ONE_TO_MANY = EndpointUri.valueOf("sctp+seqpacket://hub:2905");

  private final MemoryNetwork network = MemoryNetwork.create();

  @AfterEach
  void closeNetwork() {
    network.close();
  }

  @SuppressWarnings("unchecked") // asked for with schemes of messages only
  private SocketSpec<MessageEndpoint> spec(String scheme) {
    return network.schemes().stream()
        .filter(info -> info.scheme().equals(scheme))
        .map(SchemeInfo::spec)
        .map(spec -> (SocketSpec<MessageEndpoint>) spec)
        .findFirst()
        .orElseThrow();
  }

  private EndpointPair<MessageEndpoint> pair(String scheme) throws IOException {
    return network.pair(spec(scheme));
  }

  private static ByteBuffer bytes(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length);
    for (int value : values) {
      buffer.put((byte) value);
    }
    return buffer.flip();
  }

  private static ByteBuffer room() {
    return ByteBuffer.allocate(250_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "udp6", "unix+dgram", "unix+seqpacket", "sctp", "sctp+seqpacket"})
  void boundariesAreKept(String scheme) throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair(scheme)) {
      int[] lengths = {1, 2, 1024, 65_507};
      for (int length : lengths) {
        ByteBuffer message = ByteBuffer.allocate(length);
        assertEquals(length, pair.first().send(message));
        assertFalse(message.hasRemaining());
      }
      for (int length : lengths) {
        assertEquals(length, pair.second().receive(room()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "unix+dgram", "unix+seqpacket"})
  void emptyMessageIsAMessage(String scheme) throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair(scheme)) {
      assertEquals(0, pair.first().send(bytes()));
      assertEquals(0, pair.second().receive(room()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sctp", "sctp+seqpacket"})
  void sctpHasNoEmptyMessages(String scheme) throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair(scheme)) {
      SocketErrnoException refused =
          assertThrows(SocketErrnoException.class, () -> pair.first().send(bytes()));

      assertEquals(Errno.EINVAL, refused.errno());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp:65507", "unix+dgram:212960", "unix+seqpacket:212960", "sctp:212992"})
  void longestMessageIsSentAndALongerOneRefused(String kind) throws IOException {
    int colon = kind.indexOf(':');
    int longest = Integer.parseInt(kind.substring(colon + 1));
    try (EndpointPair<MessageEndpoint> pair = pair(kind.substring(0, colon))) {
      ByteBuffer tooLong = ByteBuffer.allocate(longest + 1);
      assertThrows(MessageTooLargeException.class, () -> pair.first().send(tooLong));
      assertEquals(longest + 1, tooLong.remaining());

      assertEquals(longest, pair.first().send(ByteBuffer.allocate(longest)));
      assertEquals(longest, pair.second().receive(room()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "unix+dgram", "unix+seqpacket", "sctp"})
  void cutMessageIsTold(String scheme) throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair(scheme)) {
      for (int i = 1; i <= 3; i++) {
        pair.first().send(bytes(i, i, i));
      }

      ByteBuffer small = ByteBuffer.allocate(2);
      MessageTruncatedException cut =
          assertThrows(MessageTruncatedException.class, () -> pair.second().receive(small));
      assertEquals(3, cut.length());
      assertEquals(bytes(1, 1), small.flip());
      Message message = Message.allocate(2);
      assertEquals(2, pair.second().receiveMessage(message));
      assertTrue(message.isTruncated());
      assertEquals(3, pair.second().receive(room()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix+seqpacket", "sctp"})
  void connectionEnds(String scheme) throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair(scheme)) {
      pair.first().send(bytes(1));
      pair.first().close();

      assertEquals(1, pair.second().receive(room()));
      assertEquals(MessageEndpoint.END_OF_INPUT, pair.second().receive(room()));
      assertThrows(EOFException.class, () -> pair.second().receiveFrom(room()));
      assertThrows(BrokenPipeException.class, () -> pair.second().send(bytes(1)));
    }
  }

  @Test
  void seqpacketEndsOneWay() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair("unix+seqpacket")) {
      pair.first().shutdownOutput();

      assertEquals(MessageEndpoint.END_OF_INPUT, pair.second().receive(room()));
      assertEquals(1, pair.second().send(bytes(1)));
      assertEquals(1, pair.first().receive(room()));
    }
  }

  @Test
  void sctpEndsBothWaysButLosesNothing() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair("sctp")) {
      pair.second().send(bytes(1));
      pair.first().shutdownOutput();

      assertEquals(MessageEndpoint.END_OF_INPUT, pair.second().receive(room()));
      assertThrows(BrokenPipeException.class, () -> pair.second().send(bytes(1)));
      assertEquals(1, pair.first().receive(room()));
      assertEquals(MessageEndpoint.END_OF_INPUT, pair.first().receive(room()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix+seqpacket", "sctp"})
  void closingWithUnreadMessagesResets(String scheme) throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair(scheme)) {
      pair.first().send(bytes(1));
      pair.second().close();

      assertThrows(ConnectionResetException.class, () -> pair.first().receive(room()));
    }
  }

  @Test
  void sendersAddressCanBeAnswered() throws IOException {
    try (MessageEndpoint server = network.bindMessages(UDP);
        MessageEndpoint client = network.socket(spec("udp"))) {
      client.sendTo(bytes(1), server.getLocalAddress());
      SocketAddress from = server.receiveFrom(room());

      assertEquals("127.0.0.1:49152", Addresses.format(from));
      server.sendTo(bytes(1, 2), from);
      assertEquals(2, client.receive(room()));
    }
  }

  @Test
  void messageCarriesBuffersAndPeer() throws IOException {
    try (MessageEndpoint server = network.bindMessages(UDP);
        MessageEndpoint client = network.connectMessages(UDP)) {
      client.sendMessage(Message.of(bytes(1, 2), bytes(3)));

      Message received = Message.of(ByteBuffer.allocate(1), ByteBuffer.allocate(5));
      assertEquals(3, server.receiveMessage(received));
      assertEquals(client.getLocalAddress(), received.peer());
      assertTrue(received.isEndOfRecord());
      assertFalse(received.isTruncated());
      assertEquals(bytes(1), received.buffer(0).flip());
      assertEquals(bytes(2, 3), received.buffer(1).flip());
    }
  }

  @Test
  void unknownAttributeIsRefused() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair("unix+dgram")) {
      Message message = Message.of(bytes(1)).set(Attribute.of("SCM_RIGHTS", String.class), "x");

      UnsupportedOperationException refused =
          assertThrows(
              UnsupportedOperationException.class, () -> pair.first().sendMessage(message));
      assertTrue(refused.getMessage().contains("SCM_RIGHTS"), refused::getMessage);
    }
  }

  @Test
  void connectedUdpEndpointHearsItsPeerOnly() throws IOException {
    try (MessageEndpoint server = network.bindMessages(UDP);
        MessageEndpoint client = network.connectMessages(UDP);
        MessageEndpoint stranger = network.socket(spec("udp"))) {
      client.configureBlocking(false);
      stranger.sendTo(bytes(1), client.getLocalAddress());
      assertEquals(MessageEndpoint.WOULD_BLOCK, client.receive(room()));
      server.sendTo(bytes(1, 2), client.getLocalAddress());
      assertEquals(2, client.receive(room()));

      client.disconnect();

      assertNull(client.getRemoteAddress());
      stranger.sendTo(bytes(1), client.getLocalAddress());
      assertEquals(1, client.receive(room()));
    }
  }

  @Test
  void connectedUnixReceiverRefusesStrangers() throws IOException {
    try (MessageEndpoint server = network.bindMessages(UNIX);
        EndpointPair<MessageEndpoint> pair = pair("unix+dgram")) {
      pair.first().bind(null);
      server.connect(pair.first().getLocalAddress());
      pair.second().disconnect();

      SocketErrnoException refused =
          assertThrows(
              SocketErrnoException.class,
              () -> pair.second().sendTo(bytes(1), server.getLocalAddress()));
      assertEquals(Errno.EPERM, refused.errno());
    }
  }

  @Test
  void connectedEndpointSendsToItsPeerOnly() throws IOException {
    try (MessageEndpoint server = network.bindMessages(UDP);
        MessageEndpoint client = network.connectMessages(UDP)) {
      assertEquals(1, client.sendTo(bytes(1), server.getLocalAddress()));
      assertThrows(
          AlreadyConnectedException.class, () -> client.sendTo(bytes(1), client.getLocalAddress()));
    }
  }

  @Test
  void nextCallTellsThatNobodyIsThere() throws IOException {
    try (MessageEndpoint client = network.connectMessages(UDP)) {
      client.send(bytes(1));
      PortUnreachableException nobody =
          assertThrows(PortUnreachableException.class, () -> client.receive(room()));

      assertEquals(
          "recv udp 127.0.0.1:49152->dns.internal:53: Connection refused (ECONNREFUSED)",
          nobody.getMessage());
      client.send(bytes(1));
      assertThrows(PortUnreachableException.class, () -> client.send(bytes(1)));
    }
  }

  @Test
  void unconnectedUdpIsNotTold() throws IOException {
    try (MessageEndpoint client = network.socket(spec("udp"))) {
      SocketAddress nowhere = new InetSocketAddress(PortTable.LOOPBACK4, 9);
      assertEquals(1, client.sendTo(bytes(1), nowhere));
      assertEquals(1, client.sendTo(bytes(1), nowhere));
    }
  }

  @Test
  void unixPeerThatIsGoneRefuses() throws IOException {
    MessageEndpoint server = network.bindMessages(UNIX);
    try (MessageEndpoint client = network.connectMessages(UNIX)) {
      server.close();

      assertThrows(ConnectException.class, () -> client.send(bytes(1)));
    }
    SocketErrnoException missing =
        assertThrows(SocketErrnoException.class, () -> network.connectMessages(UNIX));
    assertEquals(Errno.ENOENT, missing.errno());
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix+dgram", "unix+seqpacket", "sctp", "sctp+seqpacket"})
  void fullReceiverMakesSendersWait(String scheme) throws Exception {
    try (EndpointPair<MessageEndpoint> pair = pair(scheme)) {
      MessageEndpoint sender = pair.first();
      int sent = fill(sender);
      sender.setOption(SocketOptions.SO_SNDTIMEO, Duration.ofMillis(20));
      assertThrows(SocketTimeoutException.class, () -> sender.send(ByteBuffer.allocate(1024)));
      sender.setOption(SocketOptions.SO_SNDTIMEO, Duration.ZERO);
      CompletableFuture<Integer> waiting =
          CompletableFuture.supplyAsync(() -> send(sender, ByteBuffer.allocate(1024)));

      for (int i = 0; i < sent + 1; i++) {
        assertEquals(1024, pair.second().receive(room()));
      }
      assertEquals(1024, waiting.get());
    }
  }

  private static int fill(MessageEndpoint sender) throws IOException {
    sender.configureBlocking(false);
    int sent = 0;
    while (sender.send(ByteBuffer.allocate(1024)) != MessageEndpoint.WOULD_BLOCK) {
      sent++;
    }
    sender.configureBlocking(true);
    return sent;
  }

  private static int send(MessageEndpoint sender, ByteBuffer message) {
    try {
      return sender.send(message);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void fullUdpReceiverLosesDatagrams() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair("udp")) {
      pair.second().setOption(StandardSocketOptions.SO_RCVBUF, 2048);
      for (int i = 0; i < 10; i++) {
        assertEquals(1024, pair.first().send(ByteBuffer.allocate(1024)));
      }
      pair.second().configureBlocking(false);
      assertEquals(1024, pair.second().receive(room()));
      assertEquals(MessageEndpoint.WOULD_BLOCK, pair.second().receive(room()));
    }
  }

  @Test
  void batchesAreReportedExactly() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair("unix+dgram")) {
      Message[] sent = {Message.of(bytes(1)), Message.of(bytes(2, 2)), Message.of(bytes(3, 3, 3))};
      assertEquals(2, pair.first().sendMessages(sent, 1, 2));
      Message[] received = {Message.allocate(9), Message.allocate(9), Message.allocate(9)};

      assertEquals(2, pair.second().receiveMessages(received, 0, 3));
      assertEquals(2, received[0].payload().position());
      assertEquals(3, received[1].payload().position());
      assertEquals(0, received[2].payload().position());
    }
  }

  @Test
  void batchEndsBeforeTheMessageThatFails() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair("unix+dgram")) {
      Message[] sent = {Message.of(bytes(1)), Message.of(ByteBuffer.allocate(300_000))};

      assertEquals(1, pair.first().sendMessages(sent, 0, 2));
      assertThrows(MessageTooLargeException.class, () -> pair.first().sendMessages(sent, 1, 1));
    }
  }

  @Test
  void batchDoesNotSwallowThatNobodyIsThere() throws IOException {
    try (MessageEndpoint client = network.connectMessages(UDP)) {
      Message[] sent = {Message.of(bytes(1)), Message.of(bytes(2))};

      assertEquals(1, client.sendMessages(sent, 0, 2));
      assertThrows(PortUnreachableException.class, () -> client.receive(room()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "unix+dgram", "unix+seqpacket", "sctp", "sctp+seqpacket"})
  void closeWakesAReceive(String scheme) throws Exception {
    try (EndpointPair<MessageEndpoint> pair = pair(scheme)) {
      MessageEndpoint endpoint = pair.first();
      CompletableFuture<Void> entered = new CompletableFuture<>();
      CompletableFuture<Object> receive =
          CompletableFuture.supplyAsync(
              () -> {
                entered.complete(null);
                try {
                  return endpoint.receive(room());
                } catch (IOException e) {
                  return e;
                }
              });
      entered.get();
      awaitWaiter();
      endpoint.close();

      assertInstanceOf(AsynchronousCloseException.class, receive.get());
    }
  }

  /** Until a thread of the common pool waits in BlockingMonitor. */
  private static void awaitWaiter() {
    while (Thread.getAllStackTraces().values().stream()
        .noneMatch(
            stack ->
                Arrays.stream(stack)
                    .anyMatch(
                        frame -> frame.getClassName().equals(BlockingMonitor.class.getName())))) {
      Thread.onSpinWait();
    }
  }

  @Test
  void oneToManyAnswersMany() throws IOException {
    try (MessageEndpoint hub = network.bindMessages(ONE_TO_MANY);
        MessageEndpoint first = network.connectMessages(ONE_TO_MANY);
        MessageEndpoint second = network.socket(spec("sctp+seqpacket"))) {
      first.send(bytes(1));
      second.sendTo(bytes(2, 2), hub.getLocalAddress());

      SocketAddress fromFirst = hub.receiveFrom(room());
      SocketAddress fromSecond = hub.receiveFrom(room());
      hub.sendTo(bytes(1), fromFirst);
      hub.sendTo(bytes(2, 2), fromSecond);
      assertEquals(1, first.receive(room()));
      assertEquals(2, second.receive(room()));
    }
    try (MessageEndpoint lonely = network.connectMessages(ONE_TO_MANY)) {
      assertThrows(ConnectException.class, () -> lonely.send(bytes(1)));
    }
  }

  @Test
  void callsOutOfOrderAreRefused() throws IOException {
    for (String scheme : new String[] {"udp", "unix+dgram", "unix+seqpacket", "sctp"}) {
      try (MessageEndpoint endpoint = network.socket(spec(scheme))) {
        assertThrows(NotYetConnectedException.class, () -> endpoint.send(bytes(1)), scheme);
        assertThrows(NotYetConnectedException.class, () -> endpoint.receive(room()), scheme);
        endpoint.configureBlocking(false);
        assertThrows(IllegalBlockingModeException.class, () -> endpoint.receiveFrom(room()));
      }
    }
  }

  @Test
  void messagesOverAListener() throws IOException {
    EndpointUri where = EndpointUri.valueOf("unix+seqpacket:/run/app.sock");
    try (Listener<MessageEndpoint> listener = network.listenMessages(where);
        MessageEndpoint client = network.connectMessages(where);
        MessageEndpoint server = listener.accept()) {
      client.send(bytes(1, 2));
      ByteBuffer received = room();

      assertNull(server.receiveFrom(received)); // an unnamed client
      assertEquals(bytes(1, 2), received.flip());
    }
  }

  @Test
  void fullBacklogRefusesSctp() throws IOException {
    try (Listener<MessageEndpoint> listener = network.listener(spec("sctp"))) {
      listener.bind(new InetSocketAddress(PortTable.LOOPBACK4, 0), 1);
      SocketAddress address = listener.getLocalAddress();
      network.socket(spec("sctp")).connect(address);

      MessageEndpoint second = network.socket(spec("sctp"));
      assertThrows(ConnectException.class, () -> second.connect(address));
      assertFalse(second.isOpen());
    }
  }
}

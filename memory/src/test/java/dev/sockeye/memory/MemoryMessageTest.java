package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Attribute;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.Poller;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all messages have in common. */
class MemoryMessageTest extends MessagesInMemory {

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

  @ParameterizedTest
  @ValueSource(strings = {"unix+dgram", "unix+seqpacket", "sctp", "sctp+seqpacket"})
  void fullReceiverMakesSendersWait(String scheme) throws Exception {
    try (EndpointPair<MessageEndpoint> pair = pair(scheme)) {
      MessageEndpoint sender = pair.first();
      int sent = fill(sender, 1024);
      sender.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofMillis(20));
      assertThrows(SocketTimeoutException.class, () -> sender.send(ByteBuffer.allocate(1024)));
      sender.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ZERO);
      CompletableFuture<Integer> waiting =
          CompletableFuture.supplyAsync(() -> send(sender, ByteBuffer.allocate(1024)));

      for (int i = 0; i < sent + 1; i++) {
        assertEquals(1024, pair.second().receive(room()));
      }
      assertEquals(1024, waiting.get());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix+dgram", "unix+seqpacket", "sctp"})
  void aPollerTellsWhenAFullReceiverHasRoom(String scheme) throws Exception {
    try (EndpointPair<MessageEndpoint> pair = pair(scheme);
        Poller poller = Poller.open()) {
      int sent = fill(pair.first(), 1);
      poller.register(pair.first().configureBlocking(false), SelectionKey.OP_WRITE, null);
      assertEquals(0, poller.poll(Duration.ZERO, ready -> {}));
      for (int i = 0; i < sent; i++) {
        assertEquals(1, pair.second().receive(room()));
      }
      assertEquals(1, poller.poll(Duration.ofSeconds(20), ready -> {}));
    }
  }

  private static int fill(MessageEndpoint sender, int size) throws IOException {
    sender.configureBlocking(false);
    int sent = 0;
    while (sender.send(ByteBuffer.allocate(size)) != MessageEndpoint.WOULD_BLOCK) {
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

  @ParameterizedTest
  @ValueSource(strings = {"udp", "unix+dgram", "unix+seqpacket", "sctp", "sctp+seqpacket"})
  void closeWakesAReceive(String scheme) throws Exception {
    try (EndpointPair<MessageEndpoint> pair = pair(scheme)) {
      MessageEndpoint endpoint = pair.first();
      Background<Integer> receive = Background.run(() -> endpoint.receive(room())).awaitBlocked();
      endpoint.close();

      receive.failure(AsynchronousCloseException.class);
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
}

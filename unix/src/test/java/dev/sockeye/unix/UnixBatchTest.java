package dev.sockeye.unix;

import static dev.sockeye.MessageEndpoint.END_OF_INPUT;
import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;
import static dev.sockeye.unix.Batches.bytes;
import static dev.sockeye.unix.Batches.incoming;
import static dev.sockeye.unix.Batches.receiveAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.Network;
import dev.sockeye.Shutdownable;
import dev.sockeye.SocketSpec;
import dev.sockeye.testkit.Background;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches of the UNIX domain by sendmmsg(2) and recvmmsg(2). */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnixBatchTest {

  private static final Network NETWORK = Network.system();

  @TempDir Path folder;

  static Stream<SocketSpec<MessageEndpoint>> specs() {
    return Stream.of(Unix.DATAGRAM, Unix.SEQPACKET);
  }

  @BeforeEach
  void onLinux() {
    Host.SENDMMSG.isNeeded();
  }

  private static Message[] outgoing(int... lengths) {
    Message[] messages = new Message[lengths.length];
    for (int i = 0; i < lengths.length; i++) {
      messages[i] = Message.of(bytes(lengths[i]));
    }
    return messages;
  }

  private MessageEndpoint bound(String name) throws IOException {
    return NETWORK.bindMessages(EndpointUri.valueOf("unix+dgram:" + name));
  }

  private static long openDescriptors() {
    return new File("/proc/self/fd").list().length;
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aHundredOfAllLengthsArrive(SocketSpec<MessageEndpoint> spec) throws IOException {
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(spec)) {
      Message[] out = new Message[100];
      for (int i = 0; i < out.length; i++) {
        out[i] = Message.of(bytes(i / 2), bytes(i - i / 2));
      }
      assertEquals(100, pair.first().sendMessages(out, 0, 100));
      assertEquals(0, Stream.of(out).mapToLong(Message::remaining).sum(), "consumed");
      Message[] in = new Message[100];
      for (int i = 0; i < in.length; i++) {
        in[i] = Message.of(ByteBuffer.allocateDirect(50), ByteBuffer.allocate(i));
      }
      assertEquals(100, pair.second().receiveMessages(in, 0, 100), "more than one call takes");
      for (int i = 0; i < 100; i++) {
        ByteBuffer expected = ByteBuffer.allocate(i).put(bytes(i / 2)).put(bytes(i - i / 2)).flip();
        ByteBuffer got = ByteBuffer.allocate(200);
        got.put(in[i].buffer(0).flip()).put(in[i].buffer(1).flip());
        assertEquals(expected, got.flip());
        assertFalse(in[i].isTruncated());
        assertTrue(in[i].isEndOfRecord());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void largeOnesArriveToo(SocketSpec<MessageEndpoint> spec) throws Exception {
    int[] lengths = {10, 65_536, 65_537, 0, 90_000, 40_000, 40_000, 40_000, 1};
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(spec)) {
      Message[] out = outgoing(lengths);
      Background<Integer> sender =
          Background.run(() -> pair.first().sendMessages(out, 0, out.length));
      for (int capacity : new int[] {200_000, 2 << 20}) {
        Message[] in = incoming(capacity == 200_000 ? 4 : 5, capacity);
        receiveAll(pair.second(), in);
        for (int i = 0; i < in.length; i++) {
          int length = lengths[capacity == 200_000 ? i : i + 4];
          assertEquals(bytes(length), in[i].payload().flip());
          assertFalse(in[i].isTruncated());
        }
      }
      assertEquals(out.length, sender.result());
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aBatchThatHasToWaitGoesOn(SocketSpec<MessageEndpoint> spec) throws Exception {
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(spec)) {
      int count = 3_000;
      Message[] out = new Message[count];
      for (int i = 0; i < count; i++) {
        out[i] = Message.of(ByteBuffer.allocate(1000).putInt(0, i));
      }
      Background<Integer> sender =
          Background.run(() -> pair.first().sendMessages(out, 0, count)).awaitBlocked();
      Message[] in = incoming(count, 1000);
      assertEquals(count, receiveAll(pair.second(), in));
      for (int i = 0; i < count; i++) {
        assertEquals(i, in[i].payload().getInt(0));
      }
      assertEquals(count, sender.result());
    }
  }

  @Test
  void eachComesFromItsSenderAndGoesToItsTarget() throws IOException {
    try (MessageEndpoint path = bound(folder.resolve("a").toString());
        MessageEndpoint name = bound("@" + folder.resolve("b"));
        MessageEndpoint unnamed = NETWORK.socket(Unix.DATAGRAM)) {
      SocketAddress toPath = path.getLocalAddress();
      SocketAddress toName = name.getLocalAddress();
      Message[] first = outgoing(1, 2);
      first[0].peer(toName);
      first[1].peer(toPath);
      Message[] next = outgoing(3, 4);
      next[0].peer(toPath);
      next[1].peer(toName);
      assertEquals(2, unnamed.sendMessages(first, 0, 2));
      assertEquals(2, unnamed.sendMessages(next, 0, 2));
      assertEquals(2, path.sendMessages(targeted(toName, 5, 6), 0, 2));
      assertEquals(2, name.sendMessages(targeted(toName, 7, 8), 0, 2));
      assertReceives(
          name, new int[] {1, 4, 5, 6, 7, 8}, null, null, toPath, toPath, toName, toName);
      assertReceives(path, new int[] {2, 3}, null, null);
    }
  }

  private static Message[] targeted(SocketAddress target, int... lengths) {
    Message[] messages = outgoing(lengths);
    for (Message message : messages) {
      message.peer(target);
    }
    return messages;
  }

  private static void assertReceives(
      MessageEndpoint endpoint, int[] lengths, SocketAddress... senders) throws IOException {
    Message[] in = incoming(9, 9);
    assertEquals(lengths.length, endpoint.receiveMessages(in, 0, 9));
    for (int i = 0; i < lengths.length; i++) {
      assertEquals(lengths[i], in[i].payload().position());
      assertEquals(senders[i], in[i].peer());
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aCutMessageIsTold(SocketSpec<MessageEndpoint> spec) throws IOException {
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(spec)) {
      pair.first().sendMessages(outgoing(50, 5, 1), 0, 3);
      Message[] in = {Message.allocate(10), Message.allocate(20), Message.allocate(0)};
      assertEquals(3, pair.second().receiveMessages(in, 0, 3));
      assertTrue(in[0].isTruncated());
      assertEquals(bytes(50).limit(10), in[0].payload().flip());
      assertFalse(in[1].isTruncated());
      assertEquals(bytes(5), in[1].payload().flip());
      assertTrue(in[2].isTruncated());
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void whatFailsAfterTheFirstIsMetAgain(SocketSpec<MessageEndpoint> spec) throws IOException {
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(spec)) {
      Message[] out = outgoing(1, 2, 30_000, 3);
      pair.first().setOption(StandardSocketOptions.SO_SNDBUF, 10_000);
      assertEquals(2, pair.first().sendMessages(out, 0, 4));
      assertThrows(MessageTooLargeException.class, () -> pair.first().sendMessages(out, 2, 2));
      assertEquals(30_000, out[2].remaining());
      assertEquals(3, out[3].remaining());
      assertEquals(1, pair.first().sendMessages(out, 3, 1));
      Message[] in = incoming(4, 9);
      assertEquals(3, pair.second().receiveMessages(in, 0, 4));
    }
  }

  @Test
  void nobodyThereInTheMiddle() throws IOException {
    MessageEndpoint gone = bound(folder.resolve("gone").toString());
    try (MessageEndpoint there = bound(folder.resolve("there").toString());
        MessageEndpoint sender = NETWORK.socket(Unix.DATAGRAM)) {
      Message[] out = targeted(there.getLocalAddress(), 1, 2, 3, 4);
      out[2].peer(gone.getLocalAddress());
      gone.close();
      assertEquals(2, sender.sendMessages(out, 0, 4));
      assertThrows(IOException.class, () -> sender.sendMessages(out, 2, 2));
      assertEquals(1, sender.sendMessages(out, 3, 1));
      assertReceives(there, new int[] {1, 2, 4}, null, null, null);
    }
    EndpointPair<MessageEndpoint> pair = NETWORK.pair(Unix.DATAGRAM);
    try (MessageEndpoint sender = pair.first()) {
      pair.second().close();
      assertThrows(ConnectException.class, () -> sender.sendMessages(outgoing(1, 2), 0, 2));
    }
  }

  @Test
  void usageErrorsAreThoseOfSingleMessages() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(Unix.DATAGRAM);
        MessageEndpoint other = bound(folder.resolve("o").toString())) {
      Message[] out = outgoing(1, 2);
      out[0].peer(other.getLocalAddress());
      assertThrows(AlreadyConnectedException.class, () -> pair.first().sendMessages(out, 0, 2));
      out[0].peer(new InetSocketAddress(9));
      assertThrows(UnsupportedAddressTypeException.class, () -> other.sendMessages(out, 0, 2));
      Message[] in = {Message.allocate(1), Message.of(ByteBuffer.allocate(1).asReadOnlyBuffer())};
      assertThrows(IllegalArgumentException.class, () -> pair.first().receiveMessages(in, 0, 2));
      assertEquals(0, pair.first().sendMessages(out, 0, 0));
      assertEquals(0, pair.first().receiveMessages(in, 0, 0));
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void timeoutsAndNonBlockingMode(SocketSpec<MessageEndpoint> spec) throws IOException {
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(spec)) {
      Message[] in = incoming(4, 10);
      pair.second().setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(20));
      assertThrows(SocketTimeoutException.class, () -> pair.second().receiveMessages(in, 0, 4));
      pair.second().configureBlocking(false);
      assertEquals(WOULD_BLOCK, pair.second().receiveMessages(in, 0, 4));
      pair.first().setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofMillis(20));
      Message[] many = outgoing(new int[5_000]);
      for (int i = 0; i < many.length; i++) {
        many[i] = Message.of(ByteBuffer.allocate(100));
      }
      int sent = pair.first().sendMessages(many, 0, many.length);
      assertTrue(sent > 0 && sent < many.length, () -> sent + " sent");
      assertEquals(0, Stream.of(many).limit(sent).mapToLong(Message::remaining).sum());
      assertEquals(100, many[sent].remaining());
      assertThrows(
          SocketTimeoutException.class,
          () -> pair.first().sendMessages(many, sent, many.length - sent));
      pair.first().configureBlocking(false);
      assertEquals(WOULD_BLOCK, pair.first().sendMessages(many, sent, 2));
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void closeAndInterruptWakeABatchThatWaits(SocketSpec<MessageEndpoint> spec) throws Exception {
    for (boolean interrupt : new boolean[] {true, false}) {
      for (boolean receive : new boolean[] {true, false}) {
        try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(spec)) {
          MessageEndpoint endpoint = pair.first();
          Message[] in = incoming(4, 10);
          Message[] out =
              Stream.generate(() -> Message.of(ByteBuffer.allocate(100)))
                  .limit(5_000)
                  .toArray(Message[]::new);
          Background<Integer> waiting =
              Background.run(
                      () ->
                          receive
                              ? endpoint.receiveMessages(in, 0, 4)
                              : endpoint.sendMessages(out, 0, out.length))
                  .awaitBlocked();
          if (interrupt) {
            waiting.interrupt();
            assertThrows(ClosedByInterruptException.class, waiting::result);
          } else {
            endpoint.close();
            assertThrows(AsynchronousCloseException.class, waiting::result);
          }
          assertThrows(ClosedChannelException.class, () -> endpoint.receiveMessages(in, 0, 4));
          assertThrows(ClosedChannelException.class, () -> endpoint.sendMessages(out, 0, 4));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void descriptorsGoAlongWithTheirMessage(SocketSpec<MessageEndpoint> spec) throws IOException {
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(spec);
        Descriptors one = Descriptors.open(Path.of("/dev/null"))) {
      Message[] in = incoming(8, 10);
      long before = openDescriptors();
      for (int round = 0; round < 20; round++) {
        Message[] out = outgoing(1, 2, 3, 4, 5);
        out[2].set(Unix.RIGHTS, one);
        out[4].set(Unix.RIGHTS, one);
        assertEquals(5, pair.first().sendMessages(out, 0, 5));
        assertEquals(5, pair.second().receiveMessages(in, 0, 8));
        for (int i = 0; i < 5; i++) {
          assertEquals(bytes(i + 1), in[i].payload().flip());
          assertEquals(out[i].get(Unix.RIGHTS) == null, in[i].get(Unix.RIGHTS) == null);
          in[i].payload().clear();
        }
      }
      for (Message message : in) {
        message.clear();
      }
      assertTrue(openDescriptors() <= before + 2, () -> before + " to " + openDescriptors());
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void theOwnEndIsAnEndOfBatchesToo(SocketSpec<MessageEndpoint> spec) throws IOException {
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(spec)) {
      pair.first().sendMessages(outgoing(0, 0), 0, 2);
      Message[] in = incoming(4, 10);
      assertEquals(2, pair.second().receiveMessages(in, 0, 4));
      assertNull(in[0].get(Unix.RIGHTS));
      pair.second().unwrap(Shutdownable.class).shutdownInput();
      assertEquals(END_OF_INPUT, pair.second().receiveMessages(in, 0, 4));
    }
  }
}

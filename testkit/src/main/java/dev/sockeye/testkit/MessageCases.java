package dev.sockeye.testkit;

import static dev.sockeye.Errno.EMSGSIZE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sockeye.EndpointPair;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** What the parts of the contract for messages share. */
abstract class MessageCases extends Contract<MessageEndpoint, MessageFixture> {

  private static final long LULL_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  /** Buffers have room for a whole number of them, so that no kind of socket cuts one. */
  static final int KILOBYTE = 1024;

  final MessageEndpoint open() throws IOException {
    needs(Capability.SOCKETS);
    return closing(transport().open());
  }

  final MessageEndpoint bound() throws IOException {
    needs(Capability.SOCKETS);
    return closing(transport().bound());
  }

  final Listener<MessageEndpoint> openListener() throws IOException {
    return closing(transport().openListener());
  }

  final Listener<MessageEndpoint> listen() throws IOException {
    return closing(transport().listen());
  }

  final MessageEndpoint connect(SocketAddress address) throws IOException {
    return closing(transport().connect(address));
  }

  final MessageEndpoint accept(Listener<MessageEndpoint> listener) throws IOException {
    return closing(transport().accept(listener));
  }

  final EndpointPair<MessageEndpoint> pair() throws IOException {
    return closing(transport().pair());
  }

  static byte[] randomBytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** The message that carries a text from an endpoint of a pair to the other. */
  final byte[] message(MessageEndpoint from, byte... text) throws IOException {
    SocketAddress target = transport().target(from);
    return messageTo(target == null ? from.getRemoteAddress() : target, text);
  }

  /** The message that carries a text to an address. */
  final byte[] messageTo(SocketAddress to, byte... text) {
    byte[] message = transport().form().wrap(text, to);
    assertEquals(transport().form().length(text.length), message.length, "the form's length");
    return message;
  }

  /** The same, for the calls that take a message object. */
  final Message messageOf(MessageEndpoint from, byte... text) throws IOException {
    return addressed(from, ByteBuffer.wrap(message(from, text)));
  }

  /** A message object that names the peer where {@code connect(2)} could not. */
  final Message addressed(MessageEndpoint from, ByteBuffer... buffers) {
    return Message.of(buffers).peer(transport().target(from));
  }

  /** Sends what is a message already. */
  final int sendWhole(MessageEndpoint from, ByteBuffer message) throws IOException {
    SocketAddress target = transport().target(from);
    return target == null ? from.send(message) : from.sendTo(message, target);
  }

  final void send(MessageEndpoint from, byte... text) throws IOException {
    ByteBuffer src = ByteBuffer.wrap(message(from, text));
    assertEquals(src.capacity(), sendWhole(from, src));
    assertFalse(src.hasRemaining(), "a message that was sent is consumed");
  }

  /** How long a message is when it is sent. */
  final int length(int text) {
    return transport().form().length(text);
  }

  /** How long a message is when it has arrived. */
  final int arrived(int text) {
    return transport().form().arrivedLength(text);
  }

  /** Where the text begins in a message that has arrived. */
  final int start() {
    return transport().form().arrivedHeader();
  }

  /** Room for a message that arrives with a text of this length. */
  final ByteBuffer room(int text) {
    return ByteBuffer.allocate(arrived(text));
  }

  /** The text of the message that a buffer holds up to its position. */
  final byte[] text(ByteBuffer received) {
    byte[] message = new byte[received.position()];
    received.get(0, message);
    return transport().form().unwrap(message);
  }

  /** The text of the next message, with room for the largest one. */
  final byte[] receive(MessageEndpoint from) throws IOException {
    ByteBuffer dst = ByteBuffer.allocate(arrived(transport().largestText()) + 1);
    int length = from.receive(dst);
    assertEquals(length, Math.max(dst.position(), length), "as long as the position tells");
    return transport().form().unwrap(Arrays.copyOf(dst.array(), length));
  }

  final void assertReceives(MessageEndpoint from, byte... expected) throws IOException {
    assertArrayEquals(expected, receive(from));
  }

  /** Fills a buffer with a message whose text is a number and zeros. */
  final ByteBuffer numbered(MessageEndpoint from, ByteBuffer message, int text, int number)
      throws IOException {
    byte[] bytes = new byte[text];
    ByteBuffer.wrap(bytes).putInt(0, number);
    return message.clear().put(message(from, bytes)).flip();
  }

  /** That the message which a buffer holds up to its position is a numbered one. */
  final void assertNumber(int expected, ByteBuffer received) {
    assertEquals(expected, ByteBuffer.wrap(text(received)).getInt(0));
  }

  /** That messages get from each side to the other. */
  final void assertConnected(MessageEndpoint one, MessageEndpoint other) throws IOException {
    send(one, (byte) 17);
    assertReceives(other, (byte) 17);
    send(other, (byte) 42);
    assertReceives(one, (byte) 42);
  }

  /** What no message is as long as. */
  final ByteBuffer tooLarge(MessageEndpoint from) throws IOException {
    byte[] bytes = message(from, new byte[transport().refusedText()]);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  /** That it is for its length. */
  final void assertRefused(IOException refused) {
    assertErrno(refused, transport().form().tooLarge());
    if (transport().form().tooLarge() == EMSGSIZE) {
      assertFailureClass(refused, MessageTooLargeException.class);
    }
  }

  final void assertSender(MessageEndpoint expected, SocketAddress told) throws IOException {
    if (has(Capability.SENDERS)) {
      assertEquals(nameOf(expected), told);
    }
  }

  /** What peers are told: {@code null} of an endpoint without a name, {@code unix(7)}. */
  final SocketAddress nameOf(MessageEndpoint endpoint) throws IOException {
    SocketAddress local = endpoint.getLocalAddress();
    boolean unnamed = local == null || local.toString().isEmpty();
    return unnamed ? null : transport().seenByPeer(local);
  }

  final Background<Void> sendInBackground(MessageEndpoint endpoint, byte[] message) {
    return inBackground(
        () -> {
          send(endpoint, message);
          return null;
        });
  }

  /**
   * Sends until the receiver is full, which takes at most some ten megabytes, and is then blocked.
   * Between two sends a thread looks as if it were: only that no further one succeeds for a while,
   * longer than an acknowledgement may be delayed, tells.
   */
  final Background<Void> sendingWithoutEnd(ThreadKind kind, MessageEndpoint endpoint) {
    needs(Capability.RELIABLE);
    AtomicLong sent = new AtomicLong();
    Background<Void> sending =
        inBackground(
            kind,
            () -> {
              int text = Math.min(KILOBYTE, longest());
              ByteBuffer message = ByteBuffer.allocateDirect(length(text));
              numbered(endpoint, message, text, 0);
              while (true) {
                sendWhole(endpoint, message.clear());
                sent.incrementAndGet();
              }
            });
    long before;
    do {
      before = sent.get();
      LockSupport.parkNanos(LULL_NANOS);
    } while (!sending.isDone() && (before == 0 || sent.get() != before));
    return sending;
  }

  /** The length of the longest text. */
  final int longest() {
    return transport().largestText();
  }

  static void assertBlocks(Background<?> call) {
    assertFalse(call.awaitBlocked().isDone());
  }
}

package dev.sockeye.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sockeye.EndpointPair;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
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
    return closing(listener.accept());
  }

  final EndpointPair<MessageEndpoint> pair() throws IOException {
    return closing(transport().pair());
  }

  static byte[] randomBytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static void send(MessageEndpoint to, byte... bytes) throws IOException {
    ByteBuffer src = ByteBuffer.wrap(bytes);
    assertEquals(bytes.length, to.send(src));
    assertFalse(src.hasRemaining(), "a message that was sent is consumed");
  }

  /** The next message, with room for the largest one. */
  final byte[] receive(MessageEndpoint from) throws IOException {
    ByteBuffer dst = ByteBuffer.allocate(transport().largestMessage() + 1);
    int length = from.receive(dst);
    assertEquals(length, Math.max(dst.position(), length), "as long as the position tells");
    return Arrays.copyOf(dst.array(), length);
  }

  final void assertReceives(MessageEndpoint from, byte... expected) throws IOException {
    assertArrayEquals(expected, receive(from));
  }

  /** That messages get from each side to the other. */
  final void assertConnected(MessageEndpoint one, MessageEndpoint other) throws IOException {
    send(one, (byte) 17);
    assertReceives(other, (byte) 17);
    send(other, (byte) 42);
    assertReceives(one, (byte) 42);
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
              ByteBuffer message = ByteBuffer.allocateDirect(Math.min(KILOBYTE, largest()));
              while (true) {
                endpoint.send(message.clear());
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

  final int largest() {
    return transport().largestMessage();
  }

  static void assertBlocks(Background<?> call) {
    assertFalse(call.awaitBlocked().isDone());
  }
}

package dev.sockeye.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sockeye.EndpointPair;
import dev.sockeye.Listener;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.Random;

/** What the parts of the contract for streams share. */
abstract class StreamCases extends Contract<StreamEndpoint, StreamFixture> {

  // More than any socket buffers of both sides together take.
  static final int MORE_THAN_BUFFERS = 64 << 20;

  final StreamEndpoint open() throws IOException {
    needs(Capability.SOCKETS);
    return closing(transport().open());
  }

  final Listener<StreamEndpoint> openListener() throws IOException {
    return closing(transport().openListener());
  }

  final Listener<StreamEndpoint> listen() throws IOException {
    return closing(transport().listen());
  }

  final StreamEndpoint connect(SocketAddress address) throws IOException {
    return closing(transport().connect(address));
  }

  final StreamEndpoint accept(Listener<StreamEndpoint> listener) throws IOException {
    return closing(transport().accept(listener));
  }

  final EndpointPair<StreamEndpoint> pair() throws IOException {
    return closing(transport().pair());
  }

  /** A pair whose buffers hold little, where they can be chosen. */
  final EndpointPair<StreamEndpoint> pairWithSmallBuffers() throws IOException {
    EndpointPair<StreamEndpoint> pair = pair();
    if (has(Capability.BUFFER_SIZES)) {
      for (StreamEndpoint side : new StreamEndpoint[] {pair.first(), pair.second()}) {
        side.setOption(StandardSocketOptions.SO_SNDBUF, 32 << 10);
        side.setOption(StandardSocketOptions.SO_RCVBUF, 32 << 10);
      }
    }
    return pair;
  }

  /** Sends more than any peer takes that does not read. */
  final Background<Void> writingWithoutEnd(ThreadKind kind, StreamEndpoint endpoint) {
    needs(Capability.BACK_PRESSURE);
    return inBackground(
        kind,
        () -> {
          while (true) {
            Streams.writeFully(endpoint, Zeros.BUFFER.duplicate());
          }
        });
  }

  /** Made by the first case that needs it, and shared. */
  static final class Zeros {
    static final ByteBuffer BUFFER = ByteBuffer.allocateDirect(MORE_THAN_BUFFERS);

    private Zeros() {}
  }

  static byte[] randomBytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static void send(StreamEndpoint to, byte... bytes) throws IOException {
    Streams.writeFully(to, ByteBuffer.wrap(bytes));
  }

  static byte[] receive(StreamEndpoint from, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    Streams.readFully(from, buffer);
    return buffer.array();
  }

  static void assertReceives(StreamEndpoint from, byte... expected) throws IOException {
    assertArrayEquals(expected, receive(from, expected.length));
  }

  static void assertEnd(StreamEndpoint from) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(16);
    assertEquals(-1, from.read(buffer), "a read at the end of the stream");
    assertEquals(0, buffer.position(), "the end of the stream moves no position");
  }

  /** That bytes get from each side to the other. */
  static void assertConnected(StreamEndpoint one, StreamEndpoint other) throws IOException {
    send(one, (byte) 17);
    assertReceives(other, (byte) 17);
    send(other, (byte) 42);
    assertReceives(one, (byte) 42);
  }

  static void assertBlocks(Background<?> call) {
    assertFalse(call.awaitBlocked().isDone());
  }
}

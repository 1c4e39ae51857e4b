package dev.sockeye.network;

import static dev.sockeye.MessageEndpoint.END_OF_INPUT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Attribute;
import dev.sockeye.Loopback;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Shutdownable;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Threads;
import dev.sockeye.nio.NioStreamEndpoint;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A framed endpoint as a whole: its two sides, its layers, and what it allocates. */
class FramedEndpointTest extends FramedStream {

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void keepsBoundaries(boolean direct) throws Exception {
    int[] lengths = {0, 1, 2, 1024, 0, 16_379, 16_380, 16_381, 65_532, 65_533, 200_000, LIMIT, 3};
    Threads.Call<Void> sender =
        Threads.start(
            () -> {
              MessageEndpoint out = new FramedEndpoint(raw, LIMIT);
              for (int length : lengths) {
                ByteBuffer src =
                    direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
                src.put(bytes(length)).flip();
                assertEquals(length, out.send(src));
                assertEquals(length, src.position());
              }
              out.unwrap(Shutdownable.class).shutdownOutput();
              return null;
            });
    ByteBuffer dst = direct ? ByteBuffer.allocateDirect(LIMIT + 7) : ByteBuffer.allocate(LIMIT + 7);
    for (int length : lengths) {
      dst.clear().position(3);
      assertEquals(length, framed.receive(dst));
      byte[] got = new byte[length];
      dst.flip().position(3).get(got);
      assertArrayEquals(bytes(length), got);
    }
    assertEquals(END_OF_INPUT, framed.receive(dst));
    assertEquals(END_OF_INPUT, framed.receive(dst));
    sender.get();
  }

  @Test
  void gathersAndScatters() throws Exception {
    Message out =
        Message.of(
            ByteBuffer.wrap(bytes(1000)), ByteBuffer.allocate(0), ByteBuffer.wrap(bytes(70_000)));
    Threads.Call<Integer> sender =
        Threads.start(() -> new FramedEndpoint(raw, LIMIT).sendMessage(out));
    Message in = Message.of(ByteBuffer.allocate(70_000), ByteBuffer.allocate(1000));
    assertEquals(71_000, framed.receiveMessage(in));
    assertEquals(71_000, sender.get());
    assertEquals(0, out.remaining());
    byte[] got = Arrays.copyOf(in.buffer(0).array(), 71_000);
    in.buffer(1).flip().get(got, 70_000, 1000);
    assertArrayEquals(bytes(1000), Arrays.copyOf(got, 1000));
    assertArrayEquals(bytes(70_000), Arrays.copyOfRange(got, 1000, 71_000));
  }

  @Test
  void aMessageComesFromThePeerAndBearsNothingOfTheLast() throws IOException {
    MessageEndpoint peer = new FramedEndpoint(raw, LIMIT);
    assertEquals(2, framed.sendTo(ByteBuffer.wrap(bytes(2)), raw.getLocalAddress()));
    Message message = Message.allocate(9);
    message.received(null, Message.TRUNCATED).set(Attribute.of("old", String.class), "x");
    assertEquals(2, peer.receiveMessage(message));
    assertEquals(framed.getLocalAddress(), message.peer());
    assertEquals(0, message.attributeCount());
    assertTrue(message.isEndOfRecord());
    assertFalse(message.isTruncated());
    message.payload().flip();
    assertEquals(2, peer.sendMessage(message));
    ByteBuffer dst = ByteBuffer.allocate(9);
    assertEquals(raw.getLocalAddress(), framed.receiveFrom(dst));
    assertEquals(2, dst.position());
    raw.shutdownOutput();
    assertThrows(EOFException.class, () -> framed.receiveFrom(dst));
    framed.configureBlocking(false);
    assertThrows(IllegalBlockingModeException.class, () -> framed.receiveFrom(dst));
  }

  @Test
  void unwrapsToEachLayer() {
    assertSame(streams.second(), framed.unwrap(StreamEndpoint.class));
    assertTrue(framed.unwrap(SocketChannel.class).isConnected());
    assertThrows(UnsupportedOperationException.class, () -> framed.unwrap(String.class));
    assertEquals(MessageEndpoint.class, framed.spec().shape());
    assertEquals(Loopback.STREAM.toString(), framed.spec().toString());
  }

  @Test
  void anUnconnectedOneSaysSo() throws IOException {
    try (MessageEndpoint alone =
        new FramedEndpoint(
            new NioStreamEndpoint(Loopback.STREAM, "tcp", SocketChannel.open()), 9)) {
      Class<java.nio.channels.NotYetConnectedException> expected =
          java.nio.channels.NotYetConnectedException.class;
      assertThrows(expected, () -> alone.send(ByteBuffer.allocate(1)));
      assertThrows(expected, () -> alone.receive(ByteBuffer.allocate(1)));
      assertThrows(expected, alone.unwrap(Shutdownable.class)::shutdownOutput);
      assertThrows(expected, alone.unwrap(Shutdownable.class)::shutdownInput);
      assertThrows(expected, () -> alone.sendTo(ByteBuffer.allocate(1), new InetSocketAddress(80)));
      assertNull(alone.getRemoteAddress());
      assertFalse(alone.isConnected());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void steadyUseAllocatesNothing(boolean direct) throws IOException {
    MessageEndpoint peer = new FramedEndpoint(raw, LIMIT);
    ByteBuffer little = direct ? ByteBuffer.allocateDirect(64) : ByteBuffer.allocate(64);
    ByteBuffer large = direct ? ByteBuffer.allocateDirect(100_000) : ByteBuffer.allocate(100_000);
    Message parts = Message.of(little.duplicate(), large.duplicate());
    Message all = Message.allocate(200_000);
    com.sun.management.ThreadMXBean beans =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long best = Long.MAX_VALUE;
    long end = System.nanoTime() + 40_000_000_000L;
    while (best >= 1000 && System.nanoTime() < end) { // until it is compiled
      long before = beans.getThreadAllocatedBytes(id);
      for (int i = 0; i < 1000; i++) {
        exchange(peer, little);
        parts.clear();
        framed.sendMessage(parts);
        peer.receiveMessage(all.clear());
        if (i % 10 == 0) {
          exchange(peer, large);
        }
      }
      best = Math.min(best, beans.getThreadAllocatedBytes(id) - before);
    }
    assertTrue(best < 1000, best + " bytes in 1000 rounds");
  }

  private void exchange(MessageEndpoint peer, ByteBuffer buffer) throws IOException {
    framed.send(buffer.clear());
    peer.receive(buffer.clear());
  }
}

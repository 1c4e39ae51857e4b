package dev.sockeye.network;

import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Message;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.Threads;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that come whole, cut short by the caller, or in pieces. */
class FramedReceiveTest extends FramedStream {

  @ParameterizedTest
  @CsvSource({"10, 4", "10, 0", "65533, 10", "200000, 0", "200000, 100000", "200000, 199999"})
  void tellsTruncation(int length, int capacity) throws Exception {
    byte[] two = Arrays.copyOf(frame(bytes(length)), 2 * (4 + length));
    System.arraycopy(two, 0, two, 4 + length, 4 + length);
    Threads.Call<Void> feeder =
        Threads.start(
            () -> {
              feed(two);
              feed(frame(bytes(3)));
              return null;
            });
    ByteBuffer dst = ByteBuffer.allocate(capacity);
    MessageTruncatedException e =
        assertThrows(MessageTruncatedException.class, () -> framed.receive(dst));
    assertEquals(length, e.length());
    assertArrayEquals(Arrays.copyOf(bytes(length), capacity), dst.array());
    Message message = Message.of(ByteBuffer.allocate(capacity));
    assertEquals(capacity, framed.receiveMessage(message));
    assertTrue(message.isTruncated());
    assertArrayEquals(bytes(3), receive(9));
    feeder.get();
  }

  /** What came with one read in blocking mode, of which the last message is not whole. */
  @Test
  void whatCameInBlockingModeStaysWhenItIsLeft() throws Exception {
    byte[] last = frame(bytes(70_000));
    byte[] stream = Arrays.copyOf(frame(bytes(3)), 7 + 8 + 100);
    System.arraycopy(frame(bytes(4)), 0, stream, 7, 8);
    System.arraycopy(last, 0, stream, 15, 100);
    feed(stream);
    assertArrayEquals(bytes(3), receive(9));
    framed.configureBlocking(false);
    assertArrayEquals(bytes(4), receive(9));
    ByteBuffer dst = ByteBuffer.allocate(70_000);
    assertEquals(WOULD_BLOCK, framed.receive(dst));
    assertEquals(100, ((FramedEndpoint) framed).bytesHeld());
    framed.configureBlocking(true);
    Threads.Call<Void> feeder =
        Threads.start(
            () -> {
              feed(last, 100, last.length);
              return null;
            });
    assertEquals(70_000, framed.receive(dst));
    assertArrayEquals(bytes(70_000), dst.array());
    feeder.get();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void takesByteByByte(boolean blocking) throws Exception {
    byte[] stream = ByteBuffer.allocate(15).put(frame(bytes(3))).put(frame(bytes(4))).array();
    framed.configureBlocking(blocking);
    receiveTimeout(blocking ? 1 : 0);
    ByteBuffer dst = ByteBuffer.allocate(9);
    for (int i = 0; i < stream.length; i++) {
      assertNothing(dst, blocking);
      feed(stream, i, i + 1);
      if (i == 6 || i == 14) {
        receiveTimeout(blocking ? 10_000 : 0);
        int n;
        while ((n = framed.receive(dst)) == WOULD_BLOCK) {
          Thread.onSpinWait();
        }
        assertEquals(i == 6 ? 3 : 4, n);
        assertArrayEquals(bytes(n), Arrays.copyOf(dst.array(), n));
        dst.clear();
        receiveTimeout(blocking ? 1 : 0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTimeoutInsideALongMessageLosesNothing(boolean blocking) throws IOException {
    byte[] frame = frame(bytes(300_000));
    framed.configureBlocking(blocking);
    receiveTimeout(blocking ? 20 : 0);
    int[] cuts = {0, 2, 1000, 70_000, 140_000, 299_999, 300_004};
    for (int i = 0; i + 1 < cuts.length; i++) {
      ByteBuffer dst = ByteBuffer.allocate(300_000);
      assertNothing(dst, blocking);
      feed(frame, cuts[i], cuts[i + 1]);
    }
    // Another buffer than before, in two parts, and a short message behind.
    feed(frame(bytes(2)));
    framed.configureBlocking(true);
    receiveTimeout(10_000);
    Message message = Message.of(ByteBuffer.allocate(100_000), ByteBuffer.allocateDirect(250_000));
    assertEquals(300_000, framed.receiveMessage(message));
    assertFalse(message.isTruncated());
    byte[] got = new byte[300_000];
    message.buffer(0).flip().get(got, 0, 100_000);
    message.buffer(1).flip().get(got, 100_000, 200_000);
    assertArrayEquals(bytes(300_000), got);
    assertArrayEquals(bytes(2), receive(9));
  }

  private void assertNothing(ByteBuffer dst, boolean blocking) throws IOException {
    if (blocking) {
      assertThrows(SocketTimeoutException.class, () -> framed.receive(dst));
    } else {
      assertEquals(WOULD_BLOCK, framed.receive(dst));
    }
    assertEquals(0, dst.position());
  }

  @Test
  void aTricklingPeerDoesNotExtendTheTimeout() throws Exception {
    receiveTimeout(150);
    feed(ByteBuffer.allocate(4).putInt(LIMIT).array());
    Threads.Call<Void> trickle =
        Threads.start(
            () -> {
              try {
                while (true) {
                  feed(new byte[] {1});
                  LockSupport.parkNanos(20_000_000);
                }
              } catch (IOException closed) {
                return null;
              }
            });
    long start = System.nanoTime();
    assertThrows(
        SocketTimeoutException.class, () -> framed.receive(ByteBuffer.allocateDirect(LIMIT)));
    assertTrue(System.nanoTime() - start < 5_000_000_000L);
    streams.close();
    trickle.get();
  }
}

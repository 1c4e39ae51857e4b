package dev.sockeye.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Loopback;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Shutdownable;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Threads;
import dev.sockeye.internal.Buffering;
import dev.sockeye.internal.FrameSink;
import dev.sockeye.internal.Frames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Messages that are framed before the endpoint has them. */
class FrameSinkTest extends FramedStream {

  private static final int LENGTH = 10_000;

  private final Frames frames = new Frames();
  private final ByteArrayOutputStream expected = new ByteArrayOutputStream();

  private FrameSink sink() {
    return (FrameSink) framed;
  }

  private void add(int... lengths) {
    for (int length : lengths) {
      assertTrue(frames.add(ByteBuffer.wrap(bytes(length)), LIMIT));
      expected.writeBytes(frame(bytes(length)));
    }
  }

  private void arrives() throws IOException {
    assertArrayEquals(expected.toByteArray(), drain(expected.size()));
  }

  @Test
  void onlyShortOnesAreTakenAndOnlyAsManyAsFit() {
    ByteBuffer tooLong = ByteBuffer.allocate(16 * 1024 + 1);
    assertFalse(frames.add(tooLong, LIMIT));
    assertEquals(16 * 1024 + 1, tooLong.remaining());
    ByteBuffer payload = ByteBuffer.allocate(16 * 1024);
    for (int i = 0; i < 3; i++) {
      assertTrue(frames.add(payload.rewind(), LIMIT));
      assertFalse(payload.hasRemaining());
    }
    assertFalse(frames.add(payload.rewind(), LIMIT), "four of them, and their headers");
    assertTrue(frames.add(payload.limit(16 * 1024 - 4 * Frames.HEADER), LIMIT));
    assertFalse(frames.add(payload.limit(0).position(0), LIMIT), "there is no room for a header");
    frames.clear();
    assertTrue(frames.isEmpty());
    assertFalse(frames.add(ByteBuffer.allocate(20), 19));
    assertTrue(frames.add(payload, 0));
    assertFalse(frames.isEmpty(), "an empty message is one");
  }

  @Test
  void allGoByOneWriteAndInOrder() throws IOException {
    add(1, 0, 64, 10_000, 3);
    assertTrue(sink().sendFrames(frames));
    assertTrue(frames.isEmpty());
    arrives();
    StreamEndpoint stream = takingAtMost(Integer.MAX_VALUE);
    framed = new FramedEndpoint(stream, LIMIT);
    frames.clear();
    add(1, 0, 64, 10_000, 3);
    assertTrue(sink().sendFrames(frames));
    verify(stream).write(any(ByteBuffer.class));
  }

  /** A stream in non-blocking mode whose every write takes so many bytes. */
  private static StreamEndpoint takingAtMost(int bytes) throws IOException {
    StreamEndpoint stream = mock(StreamEndpoint.class);
    doReturn(Loopback.STREAM).when(stream).spec();
    when(stream.isOpen()).thenReturn(true);
    when(stream.getOption(any())).thenReturn(Duration.ZERO);
    when(stream.write(any(ByteBuffer.class)))
        .then(
            call -> {
              ByteBuffer src = call.getArgument(0);
              int n = Math.min(bytes, src.remaining());
              src.position(src.position() + n);
              return n;
            });
    return stream;
  }

  /** Wherever the stream stops: what is begun is taken out, and nothing else. */
  @Test
  void whatIsBegunIsTakenOut() throws IOException {
    for (int bytes = 0; bytes <= 14; bytes++) {
      framed = new FramedEndpoint(takingAtMost(bytes), LIMIT);
      frames.clear();
      add(3, 0, 3); // which end at 7, 11 and 18
      boolean whole = bytes == 0 || bytes == 7 || bytes == 11;
      assertEquals(whole, sink().sendFrames(frames), "after " + bytes);
      int end = bytes == 0 ? 0 : bytes <= 7 ? 7 : bytes <= 11 ? 11 : 18;
      assertEquals(18 - end, frames.bytes().remaining(), "after " + bytes);
      assertEquals(end - bytes, ((Buffering) framed).bytesHeld());
    }
  }

  @Test
  void whatIsLeftIsWholeAndGoesOnWhereItEnded() throws Exception {
    small(4 * 1024);
    framed.configureBlocking(false);
    add(LENGTH, LENGTH, LENGTH, LENGTH, LENGTH, LENGTH);
    boolean none = sink().sendFrames(frames);
    assertFalse(frames.isEmpty(), "the stream took all");
    ByteBuffer first = frames.bytes().duplicate();
    assertEquals(LENGTH, first.getInt());
    Threads.Call<byte[]> reader = Threads.start(() -> drain(expected.size()));
    while (!frames.isEmpty() || !none) {
      none = sink().sendFrames(frames);
      Thread.onSpinWait();
    }
    assertArrayEquals(expected.toByteArray(), reader.get());
    assertEquals(0, ((Buffering) framed).bytesHeld());
  }

  @Test
  void theyComeAfterTheRestOfTheMessageBefore() throws Exception {
    small(4 * 1024);
    framed.configureBlocking(false);
    assertEquals(100_000, framed.send(ByteBuffer.wrap(bytes(100_000))));
    expected.writeBytes(frame(bytes(100_000)));
    add(5, 6);
    assertFalse(sink().sendFrames(frames));
    assertEquals(2 * Frames.HEADER + 11, frames.bytes().remaining());
    Threads.Call<byte[]> reader = Threads.start(() -> drain(expected.size()));
    boolean none = false;
    while (!frames.isEmpty() || !none) {
      none = sink().sendFrames(frames);
      Thread.onSpinWait();
    }
    assertTrue(frames.isEmpty());
    assertArrayEquals(expected.toByteArray(), reader.get());
  }

  @Test
  void inBlockingModeItWaitsUntilAllAreTaken() throws Exception {
    small(4 * 1024);
    add(LENGTH, LENGTH, LENGTH, LENGTH, LENGTH, LENGTH);
    Threads.Call<byte[]> reader = Threads.start(() -> drain(expected.size()));
    assertTrue(sink().sendFrames(frames));
    assertTrue(frames.isEmpty());
    assertArrayEquals(expected.toByteArray(), reader.get());
  }

  @Test
  void inBlockingModeItWaitsNoLongerThanItMay() throws Exception {
    small(4 * 1024);
    framed.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofMillis(50));
    add(LENGTH, LENGTH, LENGTH, LENGTH, LENGTH, LENGTH);
    assertFalse(sink().sendFrames(frames), "what is begun counts as sent");
    int left = frames.bytes().remaining();
    assertTrue(left > 0 && left % (Frames.HEADER + LENGTH) == 0, () -> left + " bytes are left");
    assertThrows(SocketTimeoutException.class, () -> sink().sendFrames(frames));
    assertEquals(left, frames.bytes().remaining());
    Threads.Call<byte[]> reader = Threads.start(() -> drain(expected.size()));
    framed.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ZERO);
    assertTrue(sink().sendFrames(frames));
    assertArrayEquals(expected.toByteArray(), reader.get());
  }

  @Test
  void whatFailsBeforeTheFirstByteLeavesAll() throws IOException {
    StreamEndpoint stream = takingAtMost(0);
    IOException cause = new IOException("gone");
    when(stream.write(any(ByteBuffer.class))).thenThrow(cause);
    framed = new FramedEndpoint(stream, LIMIT);
    add(1, 2);
    assertSame(cause, assertThrows(IOException.class, () -> sink().sendFrames(frames)));
    assertEquals(expected.size(), frames.bytes().remaining());
  }

  @Test
  void whatFailsInTheMiddleIsToldByTheNextCall() throws IOException {
    StreamEndpoint stream = takingAtMost(0);
    IOException cause = new IOException("gone");
    when(stream.write(any(ByteBuffer.class)))
        .then(
            call -> {
              ByteBuffer src = call.getArgument(0);
              src.position(src.position() + 2);
              throw cause;
            });
    framed = new FramedEndpoint(stream, LIMIT);
    add(1, 2);
    assertFalse(sink().sendFrames(frames));
    assertEquals(Frames.HEADER + 2, frames.bytes().remaining());
    assertSame(cause, assertThrows(IOException.class, () -> sink().sendFrames(frames)));
  }

  @Test
  void afterTheEndTheyAreRefused() throws IOException {
    add(1);
    ((Shutdownable) framed).shutdownOutput();
    assertThrows(ClosedChannelException.class, () -> sink().sendFrames(frames));
    assertEquals(expected.size(), frames.bytes().remaining());
    MessageEndpoint other = new FramedEndpoint(raw, LIMIT);
    other.close();
    assertThrows(ClosedChannelException.class, () -> ((FrameSink) other).sendFrames(frames));
    assertEquals(expected.size(), frames.bytes().remaining());
  }

  @Test
  void theLimitIsThatOfTheOption() throws IOException {
    framed.setOption(EndpointOptions.MAX_MESSAGE_SIZE, 77);
    assertEquals(77, sink().longestMessage());
  }

  @Test
  void whatIsTakenOutHasMemoryOfItsOwn() {
    add(3, 0, 4);
    ByteBuffer first = frames.take();
    ByteBuffer second = frames.take();
    ByteBuffer third = frames.take();
    assertTrue(frames.isEmpty());
    frames.clear();
    assertTrue(frames.add(ByteBuffer.wrap(new byte[20]), 20));
    assertEquals(ByteBuffer.wrap(bytes(3)), first);
    assertEquals(0, second.remaining());
    assertEquals(ByteBuffer.wrap(bytes(4)), third);
  }
}

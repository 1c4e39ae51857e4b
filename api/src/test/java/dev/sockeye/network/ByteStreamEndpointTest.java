package dev.sockeye.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.Loopback;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.Semantics;
import dev.sockeye.Shutdownable;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.Threads;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over framed messages, the one kind of reliable messages that is at hand everywhere. */
@Timeout(60)
class ByteStreamEndpointTest {

  private EndpointPair<StreamEndpoint> raw;
  private MessageEndpoint peer;
  private StreamEndpoint stream;

  @BeforeEach
  void open() throws IOException {
    open(Loopback.pair());
  }

  private void open(EndpointPair<StreamEndpoint> pair) {
    raw = pair;
    peer = new FramedEndpoint(raw.first(), 1 << 20);
    stream = new ByteStreamEndpoint(new FramedEndpoint(raw.second(), 1 << 20));
  }

  @AfterEach
  void close() throws IOException {
    raw.close();
  }

  private static byte[] bytes(int length) {
    return FramedStream.bytes(length);
  }

  private static byte[] read(StreamEndpoint from, int capacity) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(capacity);
    int n = from.read(buffer);
    assertEquals(n, buffer.position());
    return Arrays.copyOf(buffer.array(), n);
  }

  @Test
  void givesOutAMessageInParts() throws IOException {
    peer.send(ByteBuffer.wrap(bytes(10)));
    peer.send(ByteBuffer.wrap(new byte[0]));
    peer.send(ByteBuffer.wrap(bytes(3)));
    byte[] all = bytes(10);
    assertArrayEquals(Arrays.copyOfRange(all, 0, 4), read(stream, 4));
    assertArrayEquals(Arrays.copyOfRange(all, 4, 9), read(stream, 5));
    assertEquals(0, stream.read(ByteBuffer.allocate(0)));
    assertArrayEquals(Arrays.copyOfRange(all, 9, 10), read(stream, 5));
    assertArrayEquals(bytes(3), read(stream, 5));
    peer.unwrap(Shutdownable.class).shutdownOutput();
    assertEquals(-1, stream.read(ByteBuffer.allocate(1)));
    assertEquals(-1, stream.read(ByteBuffer.allocate(1)));
  }

  @Test
  void carriesAMebibyteBothWaysAndTheHalfClose() throws Exception {
    StreamEndpoint other = new ByteStreamEndpoint(peer);
    Threads.Call<Long> echo =
        Threads.start(
            () -> {
              long n = Streams.copy(other, other);
              other.shutdownOutput();
              return n;
            });
    Threads.Call<Integer> writer =
        Threads.start(
            () -> {
              int n = stream.write(ByteBuffer.wrap(bytes(1 << 20)));
              stream.shutdownOutput();
              return n;
            });
    assertArrayEquals(bytes(1 << 20), Streams.inputStream(stream).readAllBytes());
    assertEquals(1 << 20, writer.get());
    assertEquals(1 << 20, echo.get());
    assertThrows(ClosedChannelException.class, () -> stream.write(ByteBuffer.allocate(1)));
  }

  @Test
  void scattersAndGathers() throws IOException {
    ByteBuffer[] srcs = {
      ByteBuffer.wrap(bytes(9)), ByteBuffer.allocate(0), ByteBuffer.wrap(bytes(5)).position(1)
    };
    assertEquals(13, stream.write(srcs));
    assertEquals(0, srcs[0].remaining() + srcs[2].remaining());
    ByteBuffer one = ByteBuffer.allocate(20);
    assertEquals(13, peer.receive(one), "short parts share a message");
    assertEquals(4, stream.write(new ByteBuffer[] {null, ByteBuffer.allocate(4)}, 1, 1));
    assertEquals(4, peer.receive(one.clear()));
    peer.send(ByteBuffer.wrap(bytes(9)));
    ByteBuffer[] dsts = {
      ByteBuffer.allocate(2), ByteBuffer.allocate(0), ByteBuffer.allocateDirect(9)
    };
    assertEquals(9, stream.read(dsts));
    assertEquals(2, dsts[0].position());
    assertEquals(7, dsts[2].position());
    assertEquals(0, stream.read(dsts, 0, 2));
    assertEquals(0, stream.write(srcs));
    assertEquals(0, stream.write(new ByteBuffer[0]));
  }

  @Test
  void gathersMoreThanAMessage() throws Exception {
    ByteBuffer[] srcs = {
      ByteBuffer.wrap(bytes(10)), ByteBuffer.wrap(bytes(200_000)), ByteBuffer.wrap(bytes(3))
    };
    Threads.Call<Long> writer = Threads.start(() -> stream.write(srcs));
    ByteBuffer all = ByteBuffer.allocate(200_013);
    Streams.readFully(new ByteStreamEndpoint(peer), all);
    assertEquals(200_013L, writer.get());
    assertArrayEquals(bytes(10), Arrays.copyOf(all.array(), 10));
    assertArrayEquals(bytes(200_000), Arrays.copyOfRange(all.array(), 10, 200_010));
    assertArrayEquals(bytes(3), Arrays.copyOfRange(all.array(), 200_010, 200_013));
  }

  @Test
  void readsALargeMessageStraight() throws Exception {
    Threads.Call<Integer> sender = Threads.start(() -> peer.send(ByteBuffer.wrap(bytes(300_000))));
    assertArrayEquals(bytes(300_000), read(stream, 400_000));
    sender.get();
  }

  @Test
  void aMessageThatWasCutBreaksTheStream() throws Exception {
    Threads.Call<Integer> sender = Threads.start(() -> peer.send(ByteBuffer.wrap(bytes(300_000))));
    assertThrows(MessageTruncatedException.class, () -> read(stream, 1000));
    assertThrows(MessageTruncatedException.class, () -> read(stream, 1000));
    sender.get();
  }

  @Test
  void doesNotBlockInNonBlockingMode() throws Exception {
    close();
    open(Loopback.pair(16 * 1024));
    stream.configureBlocking(false);
    assertEquals(0, stream.read(ByteBuffer.allocate(1)));
    ByteBuffer src = ByteBuffer.wrap(bytes(10_000_000));
    while (stream.write(src) > 0) {
      assertTrue(src.hasRemaining());
    }
    int written = src.position();
    Threads.Call<byte[]> reader =
        Threads.start(
            () -> {
              ByteBuffer dst = ByteBuffer.allocate(written);
              Streams.readFully(new ByteStreamEndpoint(peer), dst);
              return dst.array();
            });
    MessageEndpoint under = stream.unwrap(MessageEndpoint.class);
    while (!under.flush()) {
      Thread.onSpinWait();
    }
    assertArrayEquals(Arrays.copyOf(bytes(10_000_000), written), reader.get());
  }

  @Test
  void timeoutsPassThrough() throws IOException {
    stream.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(20));
    assertEquals(Duration.ofMillis(20), stream.getOption(EndpointOptions.SO_RCVTIMEO));
    assertThrows(SocketTimeoutException.class, () -> stream.read(ByteBuffer.allocate(1)));
    peer.send(ByteBuffer.wrap(bytes(3)));
    assertArrayEquals(bytes(3), read(stream, 5));
  }

  @Test
  void aWriteThatTimesOutTellsWhatWasWritten() throws IOException {
    stream.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofMillis(30));
    ByteBuffer src = ByteBuffer.allocate(50_000_000);
    int n = stream.write(src);
    assertEquals(n, src.position());
    assertTrue(n > 0 && src.hasRemaining());
    assertThrows(
        SocketTimeoutException.class,
        () -> {
          while (src.hasRemaining()) {
            stream.write(src);
          }
        });
  }

  @Test
  void closeWakesARead() throws Exception {
    Threads.Call<byte[]> call =
        Threads.start(() -> read(stream, 9)).awaitIn("readIntoNativeBuffer");
    stream.close();
    assertThrows(AsynchronousCloseException.class, call::get);
    assertThrows(ClosedChannelException.class, () -> read(stream, 9));
    assertThrows(ClosedChannelException.class, () -> stream.write(ByteBuffer.allocate(1)));
  }

  @Test
  void shutdownInputEndsReading() throws IOException {
    peer.send(ByteBuffer.wrap(bytes(3)));
    read(stream, 1);
    assertSame(stream, stream.shutdownInput());
    assertEquals(-1, stream.read(ByteBuffer.allocate(1)));
  }

  @Test
  void looksLikeAStream() {
    assertEquals(StreamEndpoint.class, stream.spec().shape());
    assertTrue(stream.toString().startsWith("StreamEndpoint over "), stream.toString());
    assertThrows(
        IllegalArgumentException.class,
        () -> stream.read(ByteBuffer.allocate(1).asReadOnlyBuffer()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void steadyUseAllocatesNothing(boolean direct) throws IOException {
    StreamEndpoint other = new ByteStreamEndpoint(peer);
    ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(1000) : ByteBuffer.allocate(1000);
    ByteBuffer[] buffers = {buffer, buffer.duplicate()};
    com.sun.management.ThreadMXBean beans =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long best = Long.MAX_VALUE;
    long end = System.nanoTime() + 40_000_000_000L;
    while (best >= 1000 && System.nanoTime() < end) { // until it is compiled
      long before = beans.getThreadAllocatedBytes(id);
      for (int i = 0; i < 1000; i++) {
        stream.write(buffer.clear());
        other.read(buffer.clear());
        buffer.clear();
        buffers[1].clear();
        stream.write(buffers);
        buffer.clear();
        buffers[1].clear();
        other.read(buffers);
      }
      best = Math.min(best, beans.getThreadAllocatedBytes(id) - before);
    }
    assertTrue(best < 1000, best + " bytes in 1000 rounds");
  }

  /** A transport that takes no more than so many bytes. */
  private static MessageEndpoint picky(int most, List<Integer> sent) throws IOException {
    MessageEndpoint messages = mock(MessageEndpoint.class);
    doAnswer(
            call ->
                new SocketSpec<>(
                    Loopback.STREAM.domain(),
                    Loopback.STREAM.type(),
                    Loopback.STREAM.protocol(),
                    MessageEndpoint.class,
                    Semantics.CONNECTION))
        .when(messages)
        .spec();
    when(messages.getOption(any())).thenReturn(Duration.ZERO);
    when(messages.isOpen()).thenReturn(true);
    when(messages.isConnected()).thenReturn(true);
    when(messages.send(any()))
        .thenAnswer(
            call -> {
              ByteBuffer src = call.getArgument(0);
              int n = src.remaining();
              if (n > most) {
                throw new MessageTooLargeException("send: too long");
              }
              sent.add(n);
              src.position(src.limit());
              return n;
            });
    return messages;
  }

  @Test
  void learnsWhatTheTransportTakes() throws IOException {
    List<Integer> sent = new ArrayList<>();
    MessageEndpoint messages = picky(5_000, sent);
    StreamEndpoint out = new ByteStreamEndpoint(messages);
    assertEquals(0, out.write(ByteBuffer.allocate(0)));
    verify(messages, never()).send(any());
    assertEquals(9_000, out.write(ByteBuffer.allocate(9_000)));
    assertEquals(List.of(4096, 4096, 808), sent);
    sent.clear();
    ByteBuffer[] srcs = {ByteBuffer.allocate(3_000), ByteBuffer.allocate(3_000)};
    assertEquals(6_000, out.write(srcs));
    assertEquals(List.of(4096, 1904), sent);
    StreamEndpoint none = new ByteStreamEndpoint(picky(0, sent));
    assertThrows(MessageTooLargeException.class, () -> none.write(ByteBuffer.allocate(9)));
  }

  @Test
  void aFailureAfterTheFirstPartIsMetByTheNextCall() throws IOException {
    MessageEndpoint messages = picky(100_000, new ArrayList<>());
    SocketErrnoException reset = new dev.sockeye.ConnectionResetException("send: reset");
    doAnswer(
            call -> {
              ByteBuffer src = call.getArgument(0);
              if (src.position() > 0) {
                throw reset;
              }
              src.position(src.limit());
              return src.limit();
            })
        .when(messages)
        .send(any());
    StreamEndpoint out = new ByteStreamEndpoint(messages);
    ByteBuffer src = ByteBuffer.allocate(ByteStreamEndpoint.CHUNK + 1);
    assertEquals(ByteStreamEndpoint.CHUNK, out.write(src));
    assertSame(reset, assertThrows(SocketErrnoException.class, () -> out.write(src)));
    when(messages.isConnected()).thenReturn(false);
    assertThrows(NotYetConnectedException.class, () -> out.write(src));
    assertThrows(NotYetConnectedException.class, () -> out.read(ByteBuffer.allocate(1)));
  }
}

package dev.sockeye.testkit;

import static dev.sockeye.EndpointOptions.SO_RCVTIMEO;
import static dev.sockeye.EndpointOptions.SO_SNDTIMEO;
import static dev.sockeye.testkit.Bounds.assertTimesOut;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.Listener;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A call past its timeout fails with {@link SocketTimeoutException}, not before, has consumed
 * nothing, and everything goes on working.
 */
public abstract class StreamTimeoutContract extends StreamCases {

  private static final Duration SHORT = Duration.ofMillis(60);
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Creates the contract; JUnit does. */
  protected StreamTimeoutContract() {}

  @BeforeEach
  final void skipWithoutTimeouts() {
    needs(Capability.TIMEOUTS);
  }

  @OnEachThreadKind
  void aReadTimesOutAndConsumesNothing(ThreadKind kind) throws Exception {
    needs(kind);
    EndpointPair<StreamEndpoint> pair = pair();
    pair.second().setOption(SO_RCVTIMEO, SHORT);
    ByteBuffer buffer = ByteBuffer.allocate(8).position(2);
    Background<SocketTimeoutException> read =
        inBackground(kind, () -> assertTimesOut(SHORT, () -> pair.second().read(buffer)));
    read.result();
    assertEquals(2, buffer.position());
    assertTrue(pair.second().isOpen());
    assertConnected(pair.first(), pair.second());
  }

  @Test
  void aScatteringReadTimesOutAndConsumesNothing() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    pair.second().setOption(SO_RCVTIMEO, SHORT);
    ByteBuffer[] buffers = {ByteBuffer.allocate(0), ByteBuffer.allocateDirect(4)};
    assertTimesOut(SHORT, () -> pair.second().read(buffers));
    send(pair.first(), (byte) 1, (byte) 2);
    assertEquals(2, pair.second().read(buffers));
    assertEquals(2, buffers[1].position());
  }

  @Test
  void aReadThatTimesOutTellsWhatAndWhere() throws Exception {
    needs(Capability.ERROR_TEXTS);
    StreamEndpoint endpoint = pair().second();
    endpoint.setOption(SO_RCVTIMEO, SHORT);
    String told = assertTimesOut(SHORT, () -> endpoint.read(ByteBuffer.allocate(1))).getMessage();
    assertTrue(told.startsWith("read ") && told.endsWith(": timed out"), told);
  }

  @Test
  void aReadGetsWhatComesBeforeItsTimeout() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    pair.second().setOption(SO_RCVTIMEO, LONG);
    Background<byte[]> read = inBackground(() -> receive(pair.second(), 3)).awaitBlocked();
    send(pair.first(), (byte) 1, (byte) 2, (byte) 3);
    assertArrayEquals(new byte[] {1, 2, 3}, read.result());
  }

  @Test
  void aReadWithATimeoutMeetsTheEndOfTheStream() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    pair.second().setOption(SO_RCVTIMEO, LONG);
    Background<Integer> read =
        inBackground(() -> pair.second().read(ByteBuffer.allocate(1))).awaitBlocked();
    pair.first().close();
    assertEquals(-1, read.result());
    assertEnd(pair.second());
  }

  @Test
  void afterManyTimeoutsNothingIsLost() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    pair.second().setOption(SO_RCVTIMEO, Duration.ofMillis(1));
    for (int i = 0; i < 20; i++) {
      assertTimesOut(Duration.ofMillis(1), () -> pair.second().read(ByteBuffer.allocate(1)));
    }
    pair.second().setOption(SO_RCVTIMEO, LONG);
    byte[] bytes = randomBytes(100_000, 5);
    Background<byte[]> read = inBackground(() -> receive(pair.second(), bytes.length));
    send(pair.first(), bytes);
    assertArrayEquals(bytes, read.result());
  }

  @Test
  void theBufferOfAReadThatTimedOutIsTouchedNoMore() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    pair.second().setOption(SO_RCVTIMEO, SHORT);
    ByteBuffer given = ByteBuffer.allocateDirect(64);
    assertTimesOut(SHORT, () -> pair.second().read(given));
    byte[] bytes = randomBytes(64, 6);
    send(pair.first(), bytes);
    assertReceives(pair.second(), bytes);
    assertEquals(0, given.position());
    assertEquals(ByteBuffer.allocate(64), given.rewind(), "all zeros, as it was");
  }

  @Test
  void theBufferOfAWriteThatTimedOutIsReadNoMore() throws Exception {
    needs(Capability.BACK_PRESSURE);
    EndpointPair<StreamEndpoint> pair = pairWithSmallBuffers();
    pair.first().setOption(SO_SNDTIMEO, SHORT);
    long sent = fill(pair.first());
    ByteBuffer last = ByteBuffer.allocateDirect(1000);
    sent += writeUntilItTimesOut(() -> pair.first().write(last.clear()));
    assertEquals(0, last.position(), "a write that times out moves nothing");
    for (int i = 0; i < last.capacity(); i++) {
      last.put(i, (byte) 99);
    }
    pair.first().shutdownOutput();
    assertEquals(sent, drainZeros(pair.second()));
  }

  @OnEachThreadKind
  void aWriteToAPeerThatDoesNotReadTimesOut(ThreadKind kind) throws Exception {
    needs(kind);
    needs(Capability.BACK_PRESSURE);
    EndpointPair<StreamEndpoint> pair = pairWithSmallBuffers();
    pair.first().setOption(SO_SNDTIMEO, SHORT);
    Background<Long> filling = inBackground(kind, () -> fill(pair.first()));
    long sent = filling.result();
    assertTrue(sent > 0);
    assertTrue(pair.first().isOpen());
    pair.first().setOption(SO_SNDTIMEO, LONG);
    Background<Long> drained = inBackground(() -> drainZeros(pair.second()));
    send(pair.first(), new byte[5000]); // usable again, now that the peer reads
    pair.first().shutdownOutput();
    assertEquals(sent + 5000, drained.result(), "what the writes returned is what was sent");
  }

  @Test
  void aGatheringWriteTimesOutAndTellsHowMuchItSent() throws Exception {
    needs(Capability.BACK_PRESSURE);
    EndpointPair<StreamEndpoint> pair = pairWithSmallBuffers();
    pair.first().setOption(SO_SNDTIMEO, SHORT);
    ByteBuffer[] buffers = {
      ByteBuffer.allocate(1000), ByteBuffer.allocateDirect(MORE_THAN_BUFFERS)
    };
    long sent = pair.first().write(buffers);
    assertEquals(sent, buffers[0].position() + buffers[1].position());
    assertTrue(sent > 0 && sent < MORE_THAN_BUFFERS, "sent " + sent);
    sent += writeUntilItTimesOut(() -> pair.first().write(buffers));
    assertEquals(sent, buffers[0].position() + buffers[1].position());
    pair.first().shutdownOutput();
    assertEquals(sent, drainZeros(pair.second()));
  }

  @Test
  void aFileThatTimesOutTellsHowMuchWasSent(@TempDir Path folder) throws Exception {
    needs(Capability.BACK_PRESSURE);
    EndpointPair<StreamEndpoint> pair = pairWithSmallBuffers();
    pair.first().setOption(SO_SNDTIMEO, SHORT);
    try (FileChannel file =
        FileChannel.open(folder.resolve("zeros"), CREATE_NEW, SPARSE, READ, WRITE)) {
      file.write(ByteBuffer.allocate(1), MORE_THAN_BUFFERS - 1);
      SocketTimeoutException e =
          assertThrows(
              SocketTimeoutException.class,
              () -> Streams.transfer(file, 0, MORE_THAN_BUFFERS, pair.first()));
      long sent = e.bytesTransferred;
      assertTrue(sent > 0 && sent < MORE_THAN_BUFFERS, "sent " + sent);
      pair.first().setOption(SO_SNDTIMEO, LONG);
      Background<Long> drained = inBackground(() -> drainZeros(pair.second()));
      assertEquals(
          MORE_THAN_BUFFERS - sent,
          Streams.transfer(file, sent, Long.MAX_VALUE, pair.first()),
          "the rest, now that the peer reads");
      pair.first().shutdownOutput();
      assertEquals(MORE_THAN_BUFFERS, drained.result());
    }
  }

  /** Writes zeros until a write times out. */
  private static long fill(StreamEndpoint endpoint) throws Exception {
    ByteBuffer zeros = ByteBuffer.allocateDirect(MORE_THAN_BUFFERS);
    assertTrue(endpoint.write(zeros) < MORE_THAN_BUFFERS, "a partial write first");
    long sent = zeros.position() + writeUntilItTimesOut(() -> endpoint.write(zeros));
    assertEquals(sent, zeros.position(), "a write that times out moves nothing");
    return sent;
  }

  /**
   * Repeats a write of zeros until it times out, and gives how much was sent: the system may yet
   * make room by and by, when it hands to the receiver what was sent.
   */
  private static long writeUntilItTimesOut(Callable<? extends Number> write) throws Exception {
    for (long sent = 0; ; ) {
      long start = System.nanoTime();
      try {
        long n = write.call().longValue();
        assertTrue(n > 0, "a write that sends nothing times out");
        sent += n;
      } catch (SocketTimeoutException e) {
        Bounds.assertInTime(SHORT, System.nanoTime() - start);
        return sent;
      }
    }
  }

  private static long drainZeros(StreamEndpoint endpoint) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    long sum = 0;
    for (int n; (n = endpoint.read(buffer.clear())) >= 0; sum += n) {
      byte[] read = Arrays.copyOf(buffer.array(), n);
      assertArrayEquals(new byte[n], read);
    }
    return sum;
  }

  @Test
  void aReadTimeoutDoesNotBoundWritesNorTheOtherWayAround() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    pair.first().setOption(SO_RCVTIMEO, SHORT);
    send(pair.first(), (byte) 1);
    assertReceives(pair.second(), (byte) 1);
    assertTimesOut(SHORT, () -> pair.first().read(ByteBuffer.allocate(1)));
    assertConnected(pair.first(), pair.second());
    pair.second().setOption(SO_SNDTIMEO, Duration.ofMillis(1));
    Background<byte[]> read = inBackground(() -> receive(pair.second(), 1));
    assertBlocks(read);
    send(pair.first(), (byte) 2);
    assertArrayEquals(new byte[] {2}, read.result());
  }

  @OnEachThreadKind
  void anAcceptTimesOutAndTheListenerGoesOn(ThreadKind kind) throws Exception {
    needs(kind);
    Listener<StreamEndpoint> listener = listen();
    listener.setOption(SO_RCVTIMEO, SHORT);
    Background<SocketTimeoutException> accept =
        inBackground(kind, () -> assertTimesOut(SHORT, listener::accept));
    accept.result();
    assertTrue(listener.isOpen());
    StreamEndpoint client = connect(listener.getLocalAddress());
    assertConnected(client, accept(listener));
  }

  @OnEachThreadKind
  void aConnectToAFullBacklogTimesOutAndTheListenerGoesOn(ThreadKind kind) throws Exception {
    needs(kind);
    needs(Capability.SOCKETS);
    needs(Capability.BACKLOG_BLOCKS);
    Listener<StreamEndpoint> listener = openListener().bind(transport().freeAddress(), 1);
    FullBacklog full = closing(new FullBacklog(transport(), listener));
    StreamEndpoint late = open().setOption(SO_SNDTIMEO, SHORT);
    Background<SocketTimeoutException> connect =
        inBackground(
            kind, () -> assertTimesOut(SHORT, () -> late.connect(listener.getLocalAddress())));
    String told = connect.result().getMessage();
    assertFalse(late.isOpen(), "an endpoint whose connect failed is closed");
    assertTrue(told.startsWith("connect ") || !has(Capability.ERROR_TEXTS), told);
    assertTrue(full.established() > 0 || !has(Capability.CONNECTS_UNACCEPTED));
    accept(listener);
  }

  @Test
  void aConnectWithATimeoutThatIsNotNeededConnects() throws Exception {
    needs(Capability.CONNECTS_UNACCEPTED);
    needs(Capability.SOCKETS);
    Listener<StreamEndpoint> listener = listen();
    StreamEndpoint client = open().setOption(SO_SNDTIMEO, LONG);
    assertTrue(client.connect(listener.getLocalAddress()));
    assertTrue(client.isBlocking());
    assertConnected(client, accept(listener));
  }

  @Test
  void eachCallObeysTheTimeoutAtItsStart() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    for (int millis : new int[] {1, 120, 1, 30}) {
      Duration timeout = Duration.ofMillis(millis);
      pair.second().setOption(SO_RCVTIMEO, timeout);
      assertTimesOut(timeout, () -> pair.second().read(ByteBuffer.allocate(1)));
    }
    pair.second().setOption(SO_RCVTIMEO, LONG);
    Background<byte[]> read = inBackground(() -> receive(pair.second(), 1)).awaitBlocked();
    pair.second().setOption(SO_RCVTIMEO, Duration.ofMillis(1));
    assertBlocks(read); // awaiting that takes longer than the new timeout
    send(pair.first(), (byte) 5);
    assertArrayEquals(new byte[] {5}, read.result());
    assertTimesOut(Duration.ofMillis(1), () -> pair.second().read(ByteBuffer.allocate(1)));
  }

  @Test
  void aTimeoutThatIsClearedIsNoMore() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    pair.second().setOption(SO_RCVTIMEO, Duration.ofMillis(1));
    assertTimesOut(Duration.ofMillis(1), () -> pair.second().read(ByteBuffer.allocate(1)));
    pair.second().setOption(SO_RCVTIMEO, Duration.ZERO);
    Background<byte[]> read = inBackground(() -> receive(pair.second(), 1));
    assertBlocks(read); // awaiting that takes longer than the old timeout
    send(pair.first(), (byte) 6);
    assertArrayEquals(new byte[] {6}, read.result());
  }

  @Test
  void aTimeoutSetWhileAReadWithoutOneBlocksBoundsTheNextRead() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    Background<byte[]> read = inBackground(() -> receive(pair.second(), 1)).awaitBlocked();
    pair.second().setOption(SO_RCVTIMEO, SHORT);
    assertBlocks(read);
    assertTimesOut(SHORT, () -> pair.second().read(ByteBuffer.allocate(1)));
    send(pair.first(), (byte) 7);
    assertArrayEquals(new byte[] {7}, read.result());
    assertTimesOut(SHORT, () -> pair.second().read(ByteBuffer.allocate(1)));
    assertConnected(pair.first(), pair.second());
  }

  @Test
  void aTimedReadAndAPlainWriteProceedAtTheSameTime() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    pair.first().setOption(SO_RCVTIMEO, LONG);
    Background<byte[]> read = inBackground(() -> receive(pair.first(), 1)).awaitBlocked();
    byte[] bytes = randomBytes(1 << 20, 8);
    Background<byte[]> peer = inBackground(() -> receive(pair.second(), bytes.length));
    send(pair.first(), bytes);
    assertArrayEquals(bytes, peer.result());
    send(pair.second(), (byte) 9);
    assertArrayEquals(new byte[] {9}, read.result());
  }

  @Test
  void aTimeoutCannotBeNegativeAndMayBeVeryLong() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    Duration negative = Duration.ofNanos(-1);
    assertThrows(
        IllegalArgumentException.class, () -> pair.first().setOption(SO_RCVTIMEO, negative));
    assertThrows(
        IllegalArgumentException.class, () -> pair.first().setOption(SO_SNDTIMEO, negative));
    assertEquals(Duration.ZERO, pair.first().getOption(SO_RCVTIMEO));
    pair.first().setOption(SO_RCVTIMEO, Duration.ofSeconds(Long.MAX_VALUE));
    Background<byte[]> read = inBackground(() -> receive(pair.first(), 1));
    assertBlocks(read);
    send(pair.second(), (byte) 1);
    read.result();
  }

  @Test
  void inNonBlockingModeATimeoutMakesNoCallWait() throws Exception {
    needs(Capability.NON_BLOCKING);
    EndpointPair<StreamEndpoint> pair = pair();
    pair.first().setOption(SO_RCVTIMEO, LONG).configureBlocking(false);
    assertEquals(0, pair.first().read(ByteBuffer.allocate(1)));
    Listener<StreamEndpoint> listener = listen().setOption(SO_RCVTIMEO, LONG);
    listener.configureBlocking(false);
    assertEquals(null, listener.accept());
    pair.first().setOption(SO_RCVTIMEO, SHORT).configureBlocking(true);
    assertTimesOut(SHORT, () -> pair.first().read(ByteBuffer.allocate(1)));
  }
}

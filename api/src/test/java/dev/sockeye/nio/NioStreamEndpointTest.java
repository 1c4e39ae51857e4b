package dev.sockeye.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.Loopback;
import dev.sockeye.Poller;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Threads;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where calls with and without a timeout meet on one channel. */
@Timeout(30)
class NioStreamEndpointTest {

  private EndpointPair<StreamEndpoint> pair;
  private StreamEndpoint socket;
  private StreamEndpoint peer;

  @BeforeEach
  void open() throws IOException {
    pair = Loopback.pair(16 * 1024);
    socket = pair.first();
    peer = pair.second();
  }

  @AfterEach
  void close() throws IOException {
    pair.close();
  }

  private void timeout(SocketOption<Duration> option, int millis) throws IOException {
    socket.setOption(option, Duration.ofMillis(millis));
  }

  private int read() throws IOException {
    return socket.read(ByteBuffer.allocate(10));
  }

  private boolean channelBlocks() {
    return socket.unwrap(SocketChannel.class).isBlocking();
  }

  @Test
  void isUnwrappedToItsChannelAndToWhatItIs() {
    assertSame(socket, socket.unwrap(NioStreamEndpoint.class));
    assertTrue(socket.unwrap(SocketChannel.class).isConnected());
  }

  @Test
  void aTimedWriteDuringAnUntimedReadTimesOutWithTheAdvice() throws Exception {
    Threads.Call<Integer> reader = Threads.start(this::read).awaitIn("readIntoNativeBuffer");
    timeout(EndpointOptions.SO_SNDTIMEO, 50);
    ByteBuffer src = ByteBuffer.allocate(3);
    SocketTimeoutException e = assertThrows(SocketTimeoutException.class, () -> socket.write(src));
    assertTrue(e.getMessage().contains("set timeouts before such a call"), e.getMessage());
    assertEquals(3, src.remaining());
    peer.write(ByteBuffer.allocate(2));
    assertEquals(2, reader.get());
    assertEquals(3, socket.write(src));
    assertFalse(channelBlocks());
    timeout(EndpointOptions.SO_SNDTIMEO, 0);
    assertEquals(3, socket.write(src.rewind()));
    assertTrue(channelBlocks(), "plain calls again");
  }

  @Test
  void aTimedWriteWaitsForAnUntimedReadThatEnds() throws Exception {
    Threads.Call<Integer> reader = Threads.start(this::read).awaitIn("readIntoNativeBuffer");
    timeout(EndpointOptions.SO_SNDTIMEO, 20_000);
    Threads.Call<Integer> writer =
        Threads.start(() -> socket.write(ByteBuffer.allocate(3))).awaitIn("awaitPlainCalls");
    peer.write(ByteBuffer.allocate(2));
    assertEquals(2, reader.get());
    assertEquals(3, writer.get());
  }

  @Test
  void closeWakesATimedCallThatWaitsForAnUntimedOne() throws Exception {
    Threads.Call<Integer> reader = Threads.start(this::read).awaitIn("readIntoNativeBuffer");
    timeout(EndpointOptions.SO_SNDTIMEO, 20_000);
    Threads.Call<Integer> writer =
        Threads.start(() -> socket.write(ByteBuffer.allocate(3))).awaitIn("awaitPlainCalls");
    socket.close();
    assertThrows(AsynchronousCloseException.class, writer::get);
    assertThrows(AsynchronousCloseException.class, reader::get);
  }

  @Test
  void anInterruptClosesFromThereToo() throws Exception {
    Threads.Call<Integer> reader = Threads.start(this::read).awaitIn("readIntoNativeBuffer");
    timeout(EndpointOptions.SO_SNDTIMEO, 20_000);
    Threads.Call<Integer> writer =
        Threads.start(() -> socket.write(ByteBuffer.allocate(3))).awaitIn("awaitPlainCalls");
    writer.thread().interrupt();
    assertThrows(ClosedByInterruptException.class, writer::get);
    assertThrows(AsynchronousCloseException.class, reader::get);
    assertFalse(socket.isOpen());
  }

  @Test
  void anUntimedReadGoesOnBesideTimedWrites() throws Exception {
    timeout(EndpointOptions.SO_SNDTIMEO, 50);
    Threads.Call<Integer> reader = Threads.start(this::read).awaitIn("select");
    assertEquals(3, socket.write(ByteBuffer.allocate(3)));
    peer.write(ByteBuffer.allocate(2));
    assertEquals(2, reader.get());
  }

  @Test
  void clearingTheTimeoutWhileATimedReadWaitsLetsItEnd() throws Exception {
    timeout(EndpointOptions.SO_RCVTIMEO, 20_000);
    Threads.Call<Integer> reader = Threads.start(this::read).awaitIn("select");
    timeout(EndpointOptions.SO_RCVTIMEO, 0);
    assertEquals(3, socket.write(ByteBuffer.allocate(3)), "a timed call without a limit");
    peer.write(ByteBuffer.allocate(2));
    assertEquals(2, reader.get());
    peer.write(ByteBuffer.allocate(2));
    assertEquals(2, read());
    assertTrue(channelBlocks());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50})
  void aTimeoutConsumesNothing(int millis) throws IOException {
    timeout(EndpointOptions.SO_RCVTIMEO, millis);
    ByteBuffer dst = ByteBuffer.allocate(10);
    long start = System.nanoTime();
    assertThrows(SocketTimeoutException.class, () -> socket.read(dst));
    assertThrows(SocketTimeoutException.class, () -> socket.read(new ByteBuffer[] {dst}));
    assertTrue(System.nanoTime() - start >= 2_000_000L * millis);
    assertEquals(0, dst.position());
    peer.write(ByteBuffer.allocate(4));
    assertEquals(4, socket.read(dst));
    assertEquals(0, socket.read(ByteBuffer.allocate(0)));
    peer.shutdownOutput();
    assertEquals(-1, socket.read(dst));
  }

  @Test
  void aWriteTimeoutTellsWhatWasWritten() throws IOException {
    timeout(EndpointOptions.SO_SNDTIMEO, 50);
    ByteBuffer src = ByteBuffer.allocate(10_000_000);
    int n = socket.write(src);
    assertTrue(n > 0 && n < src.capacity());
    assertEquals(n, src.position());
    SocketTimeoutException e =
        assertThrows(
            SocketTimeoutException.class,
            () -> {
              while (true) {
                socket.write(new ByteBuffer[] {src});
              }
            });
    assertTrue(e.getMessage().startsWith("writev tcp 127.0.0.1:"), e.getMessage());
    assertTrue(e.getMessage().endsWith(": timed out"), e.getMessage());
  }

  @Test
  void closeAndInterruptEndTimedReads() throws Exception {
    timeout(EndpointOptions.SO_RCVTIMEO, 20_000);
    Threads.Call<Integer> reader = Threads.start(this::read).awaitIn("select");
    reader.thread().interrupt();
    assertThrows(ClosedByInterruptException.class, reader::get);
    assertThrows(ClosedChannelException.class, this::read);
    close();
    open();
    timeout(EndpointOptions.SO_RCVTIMEO, 20_000);
    Threads.Call<Integer> other = Threads.start(this::read).awaitIn("select");
    socket.close();
    assertThrows(AsynchronousCloseException.class, other::get);
  }

  @Test
  void nonBlockingModeKnowsNoTimeouts() throws IOException {
    timeout(EndpointOptions.SO_RCVTIMEO, 20_000);
    socket.configureBlocking(false);
    assertEquals(0, read());
    socket.configureBlocking(true);
    assertTrue(socket.isBlocking());
    timeout(EndpointOptions.SO_RCVTIMEO, 1);
    assertThrows(SocketTimeoutException.class, this::read);
    assertFalse(channelBlocks());
    timeout(EndpointOptions.SO_RCVTIMEO, 0);
    peer.write(ByteBuffer.allocate(4));
    assertEquals(4, read());
    assertTrue(channelBlocks());
  }

  @Test
  void aTimedWaitLeavesNoKeyThatForbidsBlocking() throws IOException {
    timeout(EndpointOptions.SO_RCVTIMEO, 1);
    assertThrows(SocketTimeoutException.class, this::read);
    timeout(EndpointOptions.SO_RCVTIMEO, 0);
    socket.configureBlocking(false);
    try (Selector selector = Selector.open()) {
      socket.unwrap(SocketChannel.class).register(selector, SelectionKey.OP_READ);
      assertThrows(IllegalBlockingModeException.class, () -> socket.configureBlocking(true));
    }
    socket.configureBlocking(true);
    peer.write(ByteBuffer.allocate(4));
    assertEquals(4, read());
  }

  @Test
  void optionsRoundTripAndRefuse() throws IOException {
    for (SocketOption<Duration> option :
        java.util.List.of(EndpointOptions.SO_RCVTIMEO, EndpointOptions.SO_SNDTIMEO)) {
      assertEquals(Duration.ZERO, socket.getOption(option));
      timeout(option, 1234);
      assertEquals(Duration.ofMillis(1234), socket.getOption(option));
      assertThrows(
          IllegalArgumentException.class, () -> socket.setOption(option, Duration.ofMillis(-1)));
      socket.setOption(option, Duration.ofSeconds(Long.MAX_VALUE));
    }
    peer.write(ByteBuffer.allocate(4));
    assertEquals(4, read(), "a timeout of ages");
    socket.close();
    assertThrows(ClosedChannelException.class, () -> socket.getOption(EndpointOptions.SO_RCVTIMEO));
    assertThrows(
        ClosedChannelException.class,
        () -> socket.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ZERO));
    assertThrows(UnsupportedOperationException.class, () -> pair.second().unwrap(String.class));
  }

  @Test
  void aSocketThatAPollerHoldsCannotBlockEvenWithATimeout() throws IOException {
    timeout(EndpointOptions.SO_RCVTIMEO, 1);
    assertThrows(SocketTimeoutException.class, this::read);
    socket.configureBlocking(false);
    try (Poller poller = Poller.open()) {
      Poller.Registration registration = poller.register(socket, SelectionKey.OP_READ, null);
      assertThrows(IllegalBlockingModeException.class, () -> socket.configureBlocking(true));
      assertFalse(socket.isBlocking());
      assertEquals(0, read());
      registration.cancel();
      socket.configureBlocking(true);
      assertThrows(SocketTimeoutException.class, this::read);
    }
  }

  @Test
  void aCallThatGivesUpWaitingForPlainOnesLeavesTheOthersWaiting() throws Exception {
    Threads.Call<Integer> plain = Threads.start(this::read).awaitIn("readIntoNativeBuffer");
    timeout(EndpointOptions.SO_RCVTIMEO, 500);
    Threads.Call<Integer> reader = Threads.start(this::read).awaitInOrDone("awaitPlainCalls");
    Threads.Call<Integer> writer =
        Threads.start(() -> socket.write(ByteBuffer.allocate(3))).awaitInOrDone("joinPlainCalls");
    timeout(EndpointOptions.SO_RCVTIMEO, 0);
    assertThrows(SocketTimeoutException.class, reader::get);
    assertEquals(3, writer.get());
    peer.write(ByteBuffer.allocate(2));
    assertEquals(2, plain.get());
  }

  @Test
  void aWriteWithoutALimitDoesNotWaitForAReadThatWaitsForTheAnswer() throws Exception {
    Threads.Call<Integer> reader = Threads.start(this::read).awaitIn("readIntoNativeBuffer");
    timeout(EndpointOptions.SO_RCVTIMEO, 20_000); // for the next read
    assertEquals(3, Threads.start(() -> socket.write(ByteBuffer.allocate(3))).get());
    ByteBuffer[] two = {ByteBuffer.allocate(1), ByteBuffer.allocate(1)};
    assertEquals(2L, Threads.start(() -> socket.write(two)).get());
    peer.write(ByteBuffer.allocate(2));
    assertEquals(2, reader.get());
    timeout(EndpointOptions.SO_RCVTIMEO, 1);
    assertThrows(SocketTimeoutException.class, this::read);
    assertFalse(channelBlocks());
  }

  @Test
  void aWriteWithoutALimitLeavesTheChannelToALimitedReadThatWaitsForIt() throws Exception {
    Threads.Call<Integer> plain = Threads.start(this::read).awaitIn("readIntoNativeBuffer");
    timeout(EndpointOptions.SO_RCVTIMEO, 20_000);
    Threads.Call<Integer> reader = Threads.start(this::read).awaitIn("awaitPlainCalls");
    Threads.Call<Integer> writer =
        Threads.start(() -> socket.write(ByteBuffer.allocate(3))).awaitIn("joinPlainCalls");
    peer.write(ByteBuffer.allocate(2));
    assertEquals(2, plain.get());
    assertEquals(3, writer.get());
    assertFalse(channelBlocks(), "the reader has it now");
    peer.write(ByteBuffer.allocate(2));
    assertEquals(2, reader.get());
  }

  @Test
  void closeAndInterruptWakeAWriteThatLetsAReadPass() throws Exception {
    Threads.start(this::read).awaitIn("readIntoNativeBuffer");
    timeout(EndpointOptions.SO_RCVTIMEO, 20_000);
    Threads.Call<Integer> reader = Threads.start(this::read).awaitIn("awaitPlainCalls");
    Threads.Call<Integer> writer =
        Threads.start(() -> socket.write(ByteBuffer.allocate(3))).awaitIn("joinPlainCalls");
    Threads.Call<Long> other =
        Threads.start(() -> socket.write(new ByteBuffer[] {ByteBuffer.allocate(3)}));
    writer.thread().interrupt();
    assertThrows(ClosedByInterruptException.class, writer::get);
    assertThrows(AsynchronousCloseException.class, reader::get);
    assertThrows(ClosedChannelException.class, other::get);
  }

  @Test
  void goingToNonBlockingModeEndsATimedCallThatWaits() throws Exception {
    timeout(EndpointOptions.SO_RCVTIMEO, 20_000);
    for (int round = 0; round < 2; round++) { // without a selector yet, and with the one kept
      Threads.Call<Integer> reader = Threads.start(this::read).awaitIn("select");
      socket.configureBlocking(false);
      assertEquals(0, reader.get());
      socket.configureBlocking(true);
    }
    ByteBuffer large = ByteBuffer.allocate(10_000_000);
    Threads.Call<Integer> writer = Threads.start(() -> socket.write(large)).awaitIn("select");
    socket.configureBlocking(false);
    int written = writer.get();
    assertEquals(large.position(), written);
    assertTrue(large.hasRemaining());
  }

  @Test
  void aWakeUpBeforeTheWaitEndsIt() throws IOException {
    SocketChannel channel = socket.unwrap(SocketChannel.class);
    channel.configureBlocking(false);
    ReadinessWait wait = new ReadinessWait(channel, SharedSelector.INPUT);
    for (int round = 0; round < 2; round++) {
      wait.wakeup();
      wait.await(SelectionKey.OP_READ, Deadline.NEVER, socket);
    }
    wait.close();
  }

  @Test
  void aCloseBetweenTwoWaitsIsAClose() throws IOException {
    SocketChannel channel = socket.unwrap(SocketChannel.class);
    channel.configureBlocking(false);
    ReadinessWait wait = new ReadinessWait(channel, SharedSelector.INPUT);
    wait.await(SelectionKey.OP_READ, Deadline.after(1_000_000), socket);
    channel.close(); // the first step of the socket's own close
    assertThrows(
        AsynchronousCloseException.class,
        () -> wait.await(SelectionKey.OP_READ, Deadline.NEVER, socket));
    wait.close();
  }

  @Test
  void refusesNullForATimeout() {
    assertThrows(
        IllegalArgumentException.class, () -> socket.setOption(EndpointOptions.SO_RCVTIMEO, null));
  }
}

package dev.sockeye.unix;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Attribute;
import dev.sockeye.ConnectionResetException;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.ReadinessSource;
import dev.sockeye.Shutdownable;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.Background;
import java.io.Closeable;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a native socket: what one thread's calls mean to another's. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NativeSocketTest {

  private static final Network NETWORK = Network.system();

  @TempDir Path folder;

  /** Closes what a resource's declaration will close once more. */
  private static void abandon(Closeable socket) throws IOException {
    socket.close();
  }

  // Readiness.

  @Test
  void aSocketWhoseDuplicateStaysOpenIsForgotten() throws Exception {
    for (int round = 0; round < 20; round++) {
      EndpointPair<MessageEndpoint> pair = NETWORK.pair(Unix.SEQPACKET);
      try (MessageEndpoint peer = pair.second();
          Descriptors duplicate = Descriptors.of(pair.first())) {
        ((ReadinessSource) pair.first()).arm(SelectionKey.OP_READ, () -> {});
        abandon(pair.first());
        // Likely of the same number as the one that was closed.
        try (MessageEndpoint again = duplicate.endpoint(0, Unix.SEQPACKET)) {
          CountDownLatch told = new CountDownLatch(1);
          ((ReadinessSource) again).arm(SelectionKey.OP_READ, told::countDown);
          assertEquals(1, told.getCount(), "told although nothing is there");
          peer.send(ByteBuffer.allocate(1));
          assertTrue(told.await(10, SECONDS));
        }
      }
    }
  }

  @Test
  void aListenerThatIsNotBoundIsToldOfWhenItIs() throws Exception {
    try (Listener<MessageEndpoint> listener = NETWORK.listener(Unix.SEQPACKET)) {
      CountDownLatch told = new CountDownLatch(1);
      ((ReadinessSource) listener).arm(SelectionKey.OP_ACCEPT, told::countDown);
      assertFalse(told.await(100, MILLISECONDS), "told although nobody can connect");
      listener.bind(address());
      try (Endpoint client = NETWORK.socket(Unix.SEQPACKET)) {
        client.connect(address());
        assertTrue(told.await(10, SECONDS));
      }
    }
  }

  private UnixDomainSocketAddress address() {
    return UnixDomainSocketAddress.of(folder.resolve("s"));
  }

  @Test
  void whoWaitsForWhatNeverComesIsToldOfTheClose() throws Exception {
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(Unix.SEQPACKET);
        Listener<MessageEndpoint> listener = NETWORK.listener(Unix.SEQPACKET)) {
      CountDownLatch told = new CountDownLatch(2);
      ((ReadinessSource) pair.first()).arm(SelectionKey.OP_CONNECT, told::countDown);
      ((ReadinessSource) listener).arm(SelectionKey.OP_ACCEPT, told::countDown);
      assertFalse(told.await(50, MILLISECONDS));
      abandon(pair.first());
      abandon(listener);
      assertTrue(told.await(10, SECONDS));
    }
  }

  // Shutting down and closing.

  @ParameterizedTest
  @ValueSource(strings = {"unix", "unix+seqpacket", "unix+dgram"})
  void shutdownOfOutputEndsAWriteAtOnce(String scheme) throws Exception {
    for (Duration timeout : List.of(Duration.ZERO, Duration.ofSeconds(30))) {
      long best = Long.MAX_VALUE;
      for (int i = 0; i < 20 && best >= 10; i++) { // the machine may be slow, but not each time
        best = Math.min(best, averageMillis(scheme, timeout));
      }
      assertTrue(best < 10, "on average " + best + " ms with a timeout of " + timeout);
    }
  }

  private static long averageMillis(String scheme, Duration timeout) throws Exception {
    long nanos = 0;
    for (int round = 0; round < 10; round++) {
      nanos += scheme.equals("unix") ? streamRound(timeout) : messageRound(scheme, timeout);
    }
    return NANOSECONDS.toMillis(nanos) / 10;
  }

  private static long streamRound(Duration timeout) throws Exception {
    try (EndpointPair<StreamEndpoint> pair = NETWORK.pair(Unix.STREAM)) {
      StreamEndpoint writer = pair.first().setOption(EndpointOptions.SO_SNDTIMEO, timeout);
      return untilShutdown(() -> writer.write(ByteBuffer.allocate(65_536)), writer::shutdownOutput);
    }
  }

  private static long messageRound(String scheme, Duration timeout) throws Exception {
    SocketSpec<MessageEndpoint> spec = scheme.endsWith("dgram") ? Unix.DATAGRAM : Unix.SEQPACKET;
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(spec)) {
      MessageEndpoint sender = pair.first().setOption(EndpointOptions.SO_SNDTIMEO, timeout);
      return untilShutdown(
          () -> sender.send(ByteBuffer.allocate(20_000)),
          sender.unwrap(Shutdownable.class)::shutdownOutput);
    }
  }

  /** Calls until a call blocks, shuts down, and gives how long the call then took to end. */
  private static long untilShutdown(Callable<?> call, Callable<?> shutdown) throws Exception {
    Background<?> caller =
        Background.run(
                () -> {
                  while (true) {
                    call.call();
                  }
                })
            .awaitBlocked();
    long start = System.nanoTime();
    shutdown.call();
    Throwable failure = caller.failure();
    assertTrue(failure instanceof ClosedChannelException, () -> "failed with " + failure);
    return System.nanoTime() - start;
  }

  // What came before a failure.

  @Test
  void aResetAfterTheFirstBytesIsToldByTheNextRead() throws Exception {
    try (EndpointPair<StreamEndpoint> pair = NETWORK.pair(Unix.STREAM)) {
      pair.first().write(ByteBuffer.allocate(3));
      pair.second().write(ByteBuffer.allocate(5));
      abandon(pair.second()); // with unread bytes
      ByteBuffer[] into = {ByteBuffer.allocate(5), ByteBuffer.allocate(5)};
      assertEquals(5, pair.first().read(into));
      assertThrows(ConnectionResetException.class, () -> pair.first().read(into));
      assertThrows(ConnectionResetException.class, () -> pair.first().read(into));
    }
  }

  @Test
  void whatWasSentOfABatchIsCounted() throws Exception {
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(Unix.SEQPACKET)) {
      Message good = Message.of(ByteBuffer.allocate(1));
      Message bad =
          Message.of(ByteBuffer.allocate(1)).set(Attribute.of("UNKNOWN", String.class), "x");
      assertEquals(1, pair.first().sendMessages(new Message[] {good, bad}, 0, 2));
      assertThrows(
          UnsupportedOperationException.class,
          () -> pair.first().sendMessages(new Message[] {bad}, 0, 1));
    }
  }

  private static void receiveOne(MessageEndpoint endpoint) {
    try {
      endpoint.receive(ByteBuffer.allocate(50_000));
    } catch (IOException closed) {
      // The test is over.
    }
  }

  @Test
  void theTimeoutOfABatchIsForAllOfIt() throws Exception {
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(Unix.SEQPACKET)) {
      pair.first().setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofMillis(300));
      Message[] many =
          Stream.generate(() -> Message.of(ByteBuffer.allocate(50_000)))
              .limit(20)
              .toArray(Message[]::new);
      ScheduledExecutorService slowReader = Executors.newSingleThreadScheduledExecutor();
      Future<?> reads = // which would make room for each in time
          slowReader.scheduleAtFixedRate(() -> receiveOne(pair.second()), 200, 200, MILLISECONDS);
      try {
        int sent = pair.first().sendMessages(many, 0, many.length);
        assertTrue(sent > 0 && sent < many.length, "sent " + sent);
      } finally {
        reads.cancel(true);
        slowReader.shutdownNow();
      }
    }
  }
}

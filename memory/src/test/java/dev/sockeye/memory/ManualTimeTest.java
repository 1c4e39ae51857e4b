package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Poller;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.faults.FaultPlan;
import dev.sockeye.faults.FaultPlanBuilder;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ManualTimeTest {

  private static final EndpointUri WHERE = EndpointUri.valueOf("tcp://db.internal:5432");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration NANO = Duration.ofNanos(1);

  private final ManualTime time = ManualTime.create();
  private final ExecutorService executor = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  private MemoryNetwork network(FaultPlanBuilder plan) {
    return MemoryNetwork.builder().time(time).faults(plan.build()).build();
  }

  @SuppressWarnings("unchecked") // tcp is a stream
  private static EndpointPair<StreamEndpoint> pair(MemoryNetwork network) throws IOException {
    return network.pair((SocketSpec<StreamEndpoint>) network.schemes().get(0).spec());
  }

  /** The call ends at the end of the hour, and not before. */
  private void assertEndsAfterAnHour(Callable<?> call) throws Exception {
    Future<?> running = executor.submit(call);
    time.awaitWaiting(1);
    time.advance(HOUR.minus(NANO));
    assertFalse(running.isDone());

    time.advance(NANO);

    ExecutionException failure = assertThrows(ExecutionException.class, running::get);
    assertInstanceOf(SocketTimeoutException.class, failure.getCause());
  }

  @Test
  void timeoutsElapseByIt() throws Exception {
    try (MemoryNetwork network = network(FaultPlan.builder());
        EndpointPair<StreamEndpoint> pair = pair(network);
        Listener<StreamEndpoint> listener = network.listenStream(WHERE)) {
      StreamEndpoint endpoint = pair.first();
      endpoint.setOption(EndpointOptions.SO_RCVTIMEO, HOUR);
      endpoint.setOption(EndpointOptions.SO_SNDTIMEO, HOUR);
      listener.setOption(EndpointOptions.SO_RCVTIMEO, HOUR);

      assertEndsAfterAnHour(() -> endpoint.read(ByteBuffer.allocate(1)));
      assertEndsAfterAnHour(listener::accept);
      endpoint.configureBlocking(false);
      while (endpoint.write(ByteBuffer.allocate(4096)) > 0) {
        // until full
      }
      endpoint.configureBlocking(true);
      assertEndsAfterAnHour(() -> endpoint.write(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void connectTimesOutByIt() throws Exception {
    try (MemoryNetwork network = network(FaultPlan.builder().hangConnects(1));
        Listener<StreamEndpoint> listener = network.listenStream(WHERE)) {
      assertTrue(listener.isOpen());
      assertEndsAfterAnHour(() -> network.connectStream(WHERE.withOption("SO_SNDTIMEO", "1h")));
    }
  }

  @Test
  void bytesArriveAfterTheLatency() throws Exception {
    try (MemoryNetwork network = network(FaultPlan.builder().latency(HOUR));
        EndpointPair<StreamEndpoint> pair = pair(network)) {
      ByteBuffer buffer = ByteBuffer.allocate(10);
      pair.second().configureBlocking(false);
      pair.first().write(ByteBuffer.allocate(5));
      pair.first().shutdownOutput();
      time.advance(HOUR.minus(NANO));
      assertEquals(0, pair.second().read(buffer));

      time.advance(NANO);

      assertEquals(5, pair.second().read(buffer));
      assertEquals(-1, pair.second().read(buffer));
    }
  }

  @Test
  void blockedReadWakesWhenBytesArrive() throws Exception {
    try (MemoryNetwork network = network(FaultPlan.builder().latency(HOUR));
        EndpointPair<StreamEndpoint> pair = pair(network)) {
      Future<Integer> read = executor.submit(() -> pair.second().read(ByteBuffer.allocate(10)));
      pair.first().write(ByteBuffer.allocate(5));
      assertFalse(read.isDone());

      time.advance(HOUR);

      assertEquals(5, read.get());
    }
  }

  @Test
  void pollerLearnsOfWhatArrives() throws Exception {
    try (MemoryNetwork network = network(FaultPlan.builder().latency(HOUR));
        EndpointPair<StreamEndpoint> pair = pair(network);
        Poller poller = Poller.open()) {
      poller.register(pair.second().configureBlocking(false), SelectionKey.OP_READ, null);
      pair.first().write(ByteBuffer.allocate(5));
      assertEquals(0, poller.poll(Duration.ZERO, ready -> {}));

      time.advance(HOUR);

      assertEquals(1, poller.poll(ready -> {}));
    }
  }

  @Test
  void bandwidthLimitsWhatArrives() throws Exception {
    try (MemoryNetwork network = network(FaultPlan.builder().bytesPerSecond(100));
        EndpointPair<StreamEndpoint> pair = pair(network)) {
      pair.second().configureBlocking(false);
      for (int i = 0; i < 10; i++) {
        pair.first().write(ByteBuffer.allocate(50));
      }

      time.advance(Duration.ofSeconds(2));

      assertEquals(200, pair.second().read(ByteBuffer.allocate(1000)));
      time.advance(Duration.ofSeconds(3));
      assertEquals(300, pair.second().read(ByteBuffer.allocate(1000)));
    }
  }

  @Test
  void connectTakesARoundTrip() throws Exception {
    try (MemoryNetwork network = network(FaultPlan.builder().latency(HOUR));
        Listener<StreamEndpoint> listener = network.listenStream(WHERE)) {
      listener.configureBlocking(false);
      StreamEndpoint client = network.socket(listener.spec());
      client.configureBlocking(false);
      assertFalse(client.connect(listener.getLocalAddress()));
      time.advance(HOUR.multipliedBy(2).minus(NANO));
      assertFalse(client.finishConnect());
      assertNull(listener.accept());

      time.advance(NANO);

      assertTrue(client.finishConnect());
      listener.accept().close();
    }
  }

  @Test
  void datagramsArriveAfterTheLatency() throws Exception {
    EndpointUri where = EndpointUri.valueOf("udp://dns.internal:53");
    try (MemoryNetwork network = network(FaultPlan.builder().latency(NANO, HOUR).seed(7));
        MessageEndpoint receiver = network.bindMessages(where);
        MessageEndpoint sender = network.connectMessages(where)) {
      receiver.configureBlocking(false);
      for (int i = 0; i < 10; i++) {
        sender.send(ByteBuffer.wrap(new byte[] {(byte) i}));
      }
      assertEquals(MessageEndpoint.WOULD_BLOCK, receiver.receive(ByteBuffer.allocate(1)));

      time.advance(HOUR);

      int sum = 0;
      boolean inOrder = true;
      for (int i = 0; i < 10; i++) {
        ByteBuffer one = ByteBuffer.allocate(1);
        assertEquals(1, receiver.receive(one));
        inOrder &= one.get(0) == i;
        sum += one.get(0);
      }
      assertEquals(45, sum);
      assertFalse(inOrder);
    }
  }

  @Test
  void tellsHowFarItWasAdvancedAndDoesNotGoBack() {
    time.advance(HOUR);
    time.advance(NANO);

    assertEquals(HOUR.plus(NANO), time.elapsed());
    assertThrows(IllegalArgumentException.class, () -> time.advance(HOUR.negated()));
  }

  @Test
  void aWaitWhoseTimeIsOverAlreadyEndsAtOnce() throws InterruptedException {
    ReentrantLock lock = new ReentrantLock();
    Condition never = lock.newCondition();
    time.advance(HOUR);
    lock.lock();
    try {
      time.await(lock, never, HOUR.toNanos());
      time.await(lock, never, 1);
    } finally {
      lock.unlock();
    }
  }

  @Test
  void whatIsDueAtOnceDoesNotWaitForTheNextAdvance() throws Exception {
    try (MemoryNetwork network = network(FaultPlan.builder().bytesPerSecond(1000));
        Listener<StreamEndpoint> listener = network.listenStream(WHERE)) {
      Future<StreamEndpoint> connect = executor.submit(() -> network.connectStream(WHERE));
      StreamEndpoint endpoint = connect.get(5, TimeUnit.SECONDS);
      endpoint.setOption(EndpointOptions.SO_RCVTIMEO, HOUR);
      Future<Integer> read = executor.submit(() -> endpoint.read(ByteBuffer.allocate(1)));
      time.awaitWaiting(1);
      listener.accept().shutdownOutput();
      assertEquals(-1, read.get(5, TimeUnit.SECONDS));
    }
  }
}

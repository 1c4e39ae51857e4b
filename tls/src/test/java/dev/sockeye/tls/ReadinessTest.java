package dev.sockeye.tls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The one thread that all connections over channels need. */
@Timeout(60)
class ReadinessTest {

  private static final String REASON = "of one connection: part of the test";

  private final Readiness readiness = Readiness.shared();
  private final CountDownLatch run = new CountDownLatch(1);

  @Test
  void aTaskBehindOneThatThrowsIsRun() throws Exception {
    CountDownLatch both = new CountDownLatch(1);
    readiness.execute(() -> await(both)); // so that one look takes the wakeups of the next two
    readiness.execute(
        () -> {
          throw new IllegalStateException(REASON);
        });
    readiness.execute(run::countDown);
    both.countDown();
    assertTrue(run.await(20, TimeUnit.SECONDS), "not run");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aChannelIsWatchedAfterTheCallbackOfAnotherThrew() throws Exception {
    try (DatagramChannel first = DatagramChannel.open();
        DatagramChannel second = DatagramChannel.open()) {
      first.configureBlocking(false);
      second.configureBlocking(false);
      readiness.arm(
          first,
          SelectionKey.OP_WRITE,
          () -> {
            throw new IllegalStateException(REASON);
          });
      readiness.arm(second, SelectionKey.OP_WRITE, run::countDown);
      assertTrue(run.await(20, TimeUnit.SECONDS), "not told");
    }
  }
}

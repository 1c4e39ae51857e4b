package dev.sockeye.posix;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a program does on the common pool, which it may fill with calls that block. */
class BusyCommonPoolTest {

  @Test
  void whatASocketHasToLookAtLaterIsLookedAtAllTheSame() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch looked = new CountDownLatch(1);
    fillCommonPool(end);
    try {
      NativeSocket.callLater(looked::countDown, 1);
      assertTrue(looked.await(10, TimeUnit.SECONDS));
    } finally {
      end.countDown();
    }
  }

  private static void fillCommonPool(CountDownLatch end) throws InterruptedException {
    int threads = Math.max(1, ForkJoinPool.getCommonPoolParallelism());
    CountDownLatch begun = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      ForkJoinPool.commonPool()
          .execute(
              () -> {
                begun.countDown();
                awaitQuietly(end);
              });
    }
    assertTrue(begun.await(10, TimeUnit.SECONDS));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

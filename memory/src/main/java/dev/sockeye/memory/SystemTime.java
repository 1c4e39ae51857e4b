package dev.sockeye.memory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Time as it passes. */
final class SystemTime extends MemoryTime {

  private final long origin = System.nanoTime();

  @Override
  long nanoTime() {
    return System.nanoTime() - origin;
  }

  /** On the JDK's own timer thread, which is there for everybody and needs no shutting down. */
  @Override
  void schedule(long moment, Runnable task) {
    CompletableFuture.delayedExecutor(
            Math.max(0, moment - nanoTime()), TimeUnit.NANOSECONDS, Runnable::run)
        .execute(task);
  }

  @Override
  @SuppressWarnings("WaitNotInLoop") // WaitQueue's callers loop
  void await(ReentrantLock lock, Condition condition, long deadline) throws InterruptedException {
    if (deadline == NEVER) {
      condition.await();
    } else {
      condition.await(deadline - nanoTime(), TimeUnit.NANOSECONDS);
    }
  }
}

package dev.sockeye.server;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what other threads bring about. */
final class Eventually {

  private static final long PATIENCE = Duration.ofSeconds(30).toNanos();
  private static final long LOOK = Duration.ofMillis(1).toNanos();

  private Eventually() {}

  /** Returns as soon as the condition holds, and fails if it never does. */
  static void holds(Supplier<String> what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE;
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never came to be: " + what.get());
      }
      LockSupport.parkNanos(LOOK);
    }
  }

  static void holds(String what, Callable<Boolean> condition) throws Exception {
    holds(() -> what, condition);
  }
}

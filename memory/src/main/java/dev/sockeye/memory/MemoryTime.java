package dev.sockeye.memory;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The clock of a {@link MemoryNetwork}: what its timeouts, latencies and bandwidths are counted by.
 * Either {@linkplain #system() the system's}, or one that stands still until a test {@linkplain
 * ManualTime#advance advances} it.
 */
public abstract class MemoryTime {

  /** A deadline that never comes. */
  static final long NEVER = Long.MAX_VALUE;

  MemoryTime() {}

  /**
   * Time as it passes.
   *
   * @return a clock
   */
  public static MemoryTime system() {
    return new SystemTime();
  }

  /** Nanoseconds since the clock was made: never negative, never less than before. */
  abstract long nanoTime();

  /** Runs a task on some thread once the clock has reached a moment. */
  abstract void schedule(long moment, Runnable task);

  /**
   * Waits until the condition is signalled or the clock has reached the deadline, or for no reason.
   * The caller holds the lock.
   */
  abstract void await(ReentrantLock lock, Condition condition, long deadline)
      throws InterruptedException;

  /** The moment that lies a time ahead; 0 is no limit. */
  final long deadline(long timeoutNanos) {
    return timeoutNanos == 0 ? NEVER : after(timeoutNanos);
  }

  /** The moment that lies a time ahead. */
  final long after(long nanos) {
    long moment = nanoTime() + nanos;
    return moment < 0 ? NEVER : moment;
  }
}

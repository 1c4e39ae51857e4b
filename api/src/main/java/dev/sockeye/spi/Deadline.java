package dev.sockeye.spi;

import java.net.SocketOption;
import java.time.Duration;

/**
 * A moment of {@link System#nanoTime()} until which a call may wait. Plain longs: no allocation.
 */
public final class Deadline {

  /** No limit. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

  private Deadline() {}

  /**
   * The deadline of a call that begins now.
   *
   * @param timeoutNanos how long it may wait; 0 for ever
   * @return the moment, or {@link #NEVER}
   */
  public static long after(long timeoutNanos) {
    if (timeoutNanos == 0) {
      return NEVER;
    }
    long deadline = System.nanoTime() + timeoutNanos;
    return deadline == NEVER ? NEVER - 1 : deadline;
  }

  /**
   * A timeout as the other methods count it.
   *
   * @param timeout not negative
   * @return nanoseconds; 146 years for what is longer
   */
  public static long nanos(Duration timeout) {
    return timeout.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : timeout.toNanos();
  }

  /**
   * The value of an option that is a timeout, as the other methods count it.
   *
   * @param name the option, for the message
   * @param value what it is set to
   * @return nanoseconds; 146 years for what is longer
   * @throws IllegalArgumentException if that is no timeout, or negative
   */
  public static long nanos(SocketOption<?> name, Object value) {
    if (!(value instanceof Duration timeout)) {
      throw new IllegalArgumentException(name.name() + " cannot be " + value);
    } else if (timeout.isNegative()) {
      throw new IllegalArgumentException(name.name() + " is negative: " + timeout);
    }
    return nanos(timeout);
  }

  /**
   * How long there is until a deadline.
   *
   * @param deadline the moment
   * @return nanoseconds, not positive once it has passed; {@link #NEVER} without a limit
   */
  public static long remaining(long deadline) {
    return deadline == NEVER ? NEVER : deadline - System.nanoTime();
  }

  /**
   * How long to wait until a deadline, for methods that count in milliseconds and take 0 as no
   * limit.
   *
   * @param deadline a moment that has not passed
   * @return milliseconds, rounded up, so that nothing ends early; 0 without a limit
   */
  public static long remainingMillis(long deadline) {
    return deadline == NEVER ? 0 : Math.max(1, (remaining(deadline) + 999_999) / 1_000_000);
  }
}

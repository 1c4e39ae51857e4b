package dev.sockeye.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.function.Executable;

/**
 * How long calls may take: a timeout never fires early, and late only by what a busy machine is to
 * blame for.
 */
public final class Bounds {

  private static final Duration SLACK = Duration.ofSeconds(3);

  private Bounds() {}

  /**
   * Checks that a call times out, and when.
   *
   * @param timeout its timeout
   * @param call the call
   * @return what it threw
   */
  public static SocketTimeoutException assertTimesOut(Duration timeout, Executable call) {
    long start = System.nanoTime();
    SocketTimeoutException thrown = assertThrows(SocketTimeoutException.class, call);
    assertInTime(timeout, System.nanoTime() - start);
    return thrown;
  }

  /** Checks when a call has timed out. */
  static void assertInTime(Duration timeout, long nanos) {
    assertTrue(nanos >= timeout.toNanos(), () -> "timed out early: " + text(nanos));
    Duration latest = timeout.multipliedBy(10).plus(SLACK);
    assertTrue(nanos <= latest.toNanos(), () -> "timed out late: " + text(nanos));
  }

  private static String text(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(nanos) + " us";
  }
}

package dev.sockeye.server;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next try: twice as long each time, and each time a random part of the
 * second half less, so that the clients of a server that was away do not all come back at once.
 *
 * @param first the wait after the first failure
 * @param longest no wait is longer
 */
record Backoff(Duration first, Duration longest) {

  /** The wait after so many failures in a row, from 1, in nanoseconds, were there no chance. */
  long most(int failures) {
    long nanos = first.toNanos();
    for (int i = 1; i < failures && nanos < longest.toNanos(); i++) {
      nanos *= 2;
    }
    return Math.min(nanos, longest.toNanos());
  }

  /** The wait after so many failures in a row: between half of {@link #most} and all of it. */
  Duration next(int failures) {
    long most = most(failures);
    return Duration.ofNanos(most - ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }
}

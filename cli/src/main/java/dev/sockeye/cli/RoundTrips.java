package dev.sockeye.cli;

import java.io.IOException;
import java.util.Arrays;

/** How long something takes that goes there and back. */
final class RoundTrips {

  private static final int WARM_UP = 2000;
  private static final int ROUND_TRIPS = 500;

  /** Goes there and back once. */
  @FunctionalInterface
  interface RoundTrip {
    void run() throws IOException;
  }

  private RoundTrips() {}

  /** Many of them, each a step of the progress; the median, in nanoseconds. */
  static long median(RoundTrip once, Progress progress) throws IOException {
    long[] nanos = new long[ROUND_TRIPS];
    for (int i = -WARM_UP; i < ROUND_TRIPS; i++) {
      long start = System.nanoTime();
      once.run();
      nanos[Math.max(i, 0)] = System.nanoTime() - start;
      progress.alive();
    }
    Arrays.sort(nanos);
    return nanos[ROUND_TRIPS / 2];
  }
}

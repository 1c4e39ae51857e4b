package dev.sockeye.server;

import dev.sockeye.spi.Deadline;
import java.time.Duration;

/**
 * How long a connection may take, in nanoseconds; 0 for ever.
 *
 * @param idle how long nothing may move
 * @param read how long nothing may come while it is read from
 * @param write how long what is kept of writes may not move
 */
record Timeouts(long idle, long read, long write) {

  static final Timeouts NONE = new Timeouts(0, 0, 0);

  /** Whether a connection has to look at the clock now and then. */
  boolean any() {
    return (idle | read | write) != 0;
  }

  /** Takes {@code SO_RCVTIMEO} and {@code SO_SNDTIMEO} where there is no time of its own. */
  Timeouts orElse(Duration receive, Duration send) {
    if (receive.isZero() && send.isZero()) {
      return this; // the same object for all connections of a server
    }
    return new Timeouts(
        idle,
        read == 0 ? Deadline.nanos(receive) : read,
        write == 0 ? Deadline.nanos(send) : write);
  }
}

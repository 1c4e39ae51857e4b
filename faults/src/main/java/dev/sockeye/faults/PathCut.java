package dev.sockeye.faults;

import java.net.InetAddress;
import java.time.Duration;

/**
 * That nothing gets from one host to another, nor back, for a time of a network's clock.
 *
 * @param one an address
 * @param other another
 * @param from when it begins
 * @param until when it ends, {@link #FOREVER} if it does not
 */
public record PathCut(InetAddress one, InetAddress other, Duration from, Duration until) {

  /** The end of what does not end: 292 years. */
  public static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);
}

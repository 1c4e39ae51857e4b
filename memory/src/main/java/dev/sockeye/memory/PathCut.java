package dev.sockeye.memory;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * That nothing gets from one host to another, nor back, for a time.
 *
 * @param one an address
 * @param other another
 * @param from the moment at which it begins
 * @param until the moment at which it ends, {@link MemoryTime#NEVER} if it does not
 */
record PathCut(InetAddress one, InetAddress other, long from, long until) {

  static PathCut of(dev.sockeye.faults.PathCut cut) {
    return new PathCut(cut.one(), cut.other(), cut.from().toNanos(), cut.until().toNanos());
  }

  boolean isAbout(InetSocketAddress source, InetSocketAddress target) {
    InetAddress here = source.getAddress();
    InetAddress there = target.getAddress();
    return (one.equals(here) && other.equals(there)) || (one.equals(there) && other.equals(here));
  }

  boolean holdsAt(long moment) {
    return moment >= from && moment < until;
  }
}

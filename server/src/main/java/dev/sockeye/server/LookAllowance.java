package dev.sockeye.server;

import java.util.concurrent.TimeUnit;

/**
 * The share of its time that a loop may spend on looking for more: what is not used is kept, up to
 * that of ten milliseconds, so that the share holds for every time that is long beside this. For
 * the loop's thread alone.
 */
final class LookAllowance {

  private static final long KEPT = TimeUnit.MILLISECONDS.toNanos(10);

  private final double share;
  private final double most;

  private double left;
  private long since;
  private boolean begun;

  /**
   * Creates an allowance.
   *
   * @param share between 0, for none, and 1, for all
   * @param longest nanoseconds of one look, which are kept in any case
   */
  LookAllowance(double share, long longest) {
    this.share = share;
    most = Math.max((double) longest, share * KEPT);
  }

  /** How many nanoseconds of looking are left. */
  long left(long now) {
    if (share >= 1) {
      return Long.MAX_VALUE;
    }
    if (begun) {
      left = Math.min(left + share * (now - since), most);
    }
    begun = true;
    since = now;
    return (long) left;
  }

  /** So many were spent. More than were left are owed: another thread ran meanwhile. */
  void spend(long nanos) {
    left -= nanos;
  }
}

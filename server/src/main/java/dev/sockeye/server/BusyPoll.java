package dev.sockeye.server;

/**
 * Whether a loop that has nothing to do goes on looking for a while before it sleeps. To be woken
 * costs a thread, and whoever wakes it, several times what a look costs, and on a virtual machine
 * some 50 µs; to look in vain costs CPU time that others may need. So a loop looks for at most a
 * fixed time, and only while this proves to be right: what comes soon enough, four times of five,
 * keeps it looking, and what does not makes it sleep at once, but for one trial in 64 short waits.
 * For the loop's thread alone.
 */
final class BusyPoll {

  private static final int HIT = 1;
  private static final int MISS = 4;
  private static final int MOST_TRUST = 4 * MISS;
  private static final int WAITS_TO_A_TRIAL = 64;

  private final long longest;

  private int trust;
  private int shortWaits;

  /**
   * Creates a policy.
   *
   * @param longest for how many nanoseconds to look; 0 for never
   */
  BusyPoll(long longest) {
    this.longest = longest;
  }

  /** For how many nanoseconds to look now, before sleeping. */
  long budget() {
    return trust > 0 ? longest : 0;
  }

  /** Something came after that many nanoseconds, which is more than the budget if it slept. */
  void waited(long nanos) {
    if (trust > 0) {
      trust = nanos <= longest ? Math.min(trust + HIT, MOST_TRUST) : Math.max(trust - MISS, 0);
    } else if (nanos <= 2 * longest && ++shortWaits >= WAITS_TO_A_TRIAL) { // half is waking up
      shortWaits = 0;
      trust = HIT;
    }
  }
}

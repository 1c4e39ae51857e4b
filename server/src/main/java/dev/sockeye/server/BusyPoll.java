package dev.sockeye.server;

import java.time.Duration;

/**
 * Whether a loop that has nothing to do goes on looking for a while before it sleeps. To be woken
 * costs a thread, and whoever waits for it, several times what a look costs; to look takes CPU time
 * that others may need. Nobody can know when something comes. So a loop never looks for longer than
 * a wake-up costs, and keeps an account: what comes while it looks has spared a wake-up, and every
 * look has taken its time. As long as the account is positive it looks. Of what comes at random
 * this makes it look where the mean wait is shorter than a wake-up, and sleep at once where it is
 * longer.
 *
 * <p>A loop that sleeps at once tries a look after 64 waits that were short, and after twice as
 * many each time that this was in vain, up to 1,024.
 *
 * <p>It has no clock of its own: all times are given to it. For the loop's thread alone.
 */
final class BusyPoll {

  /** What a wake-up is taken to cost unless the program says otherwise. */
  static final Duration LONGEST = Duration.ofNanos(50_000);

  /** How many looks in vain use up a full account. */
  private static final int MOST_IN_VAIN = 4;

  private static final int FEWEST_WAITS = 64;
  private static final int MOST_WAITS = 1024;

  private final long longest;
  private final LookAllowance allowance;

  private long balance;
  private boolean trial;
  private boolean looking;
  private int shortWaits;
  private int waitsToATrial = FEWEST_WAITS;

  /**
   * Creates a policy.
   *
   * @param longest for how many nanoseconds to look; 0 for never
   * @param allowance what share of all time that may take
   */
  BusyPoll(long longest, LookAllowance allowance) {
    this.longest = longest;
    this.allowance = allowance;
  }

  /**
   * For how many nanoseconds to look now, before sleeping; 0 to sleep at once.
   *
   * @param now by {@link System#nanoTime}
   */
  long budget(long now) {
    looking = longest > 0 && (trial || balance > 0) && allowance.left(now) >= longest;
    return looking ? longest : 0;
  }

  /** It looked for that many nanoseconds, nothing came, and it sleeps now. */
  void inVain(long nanos) {
    looking = false;
    allowance.spend(nanos);
    enter(-nanos);
  }

  /** Something came after that many nanoseconds, which are those of waking up too if it slept. */
  void waited(long nanos) {
    if (looking) {
      looking = false;
      allowance.spend(nanos);
      enter(longest - nanos);
    } else if (balance <= 0 && nanos <= 2 * longest) { // half is waking up
      trial |= ++shortWaits >= waitsToATrial;
    }
  }

  private void enter(long nanos) {
    trial = false;
    balance = Math.min(balance + nanos, MOST_IN_VAIN * longest);
    if (balance <= 0) {
      balance = 0;
      shortWaits = 0;
      waitsToATrial = Math.min(2 * waitsToATrial, MOST_WAITS);
    } else if (balance == MOST_IN_VAIN * longest) {
      waitsToATrial = FEWEST_WAITS;
    }
  }
}

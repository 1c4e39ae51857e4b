package dev.sockeye.server;

/**
 * When a socket without connections is tried again: it says that it can take a message although the
 * queue of that message's receiver is full. So it is tried after a while, and each time in vain
 * after a longer one. For the loop's thread alone.
 */
final class Retry {

  private static final long FIRST_PAUSE = 1_000_000;
  private static final long LONGEST_PAUSE = 64_000_000;

  private final EventLoop loop;
  private final Runnable attempt;
  private long pause = FIRST_PAUSE;
  private boolean planned;

  Retry(EventLoop loop, Runnable attempt) {
    this.loop = loop;
    this.attempt = attempt;
  }

  /** Plans the next attempt, if none is planned. */
  void plan() {
    if (!planned) {
      planned = true;
      loop.plan(pause, this::run);
    }
  }

  private void run() {
    planned = false;
    attempt.run();
  }

  /** An attempt has left nothing. */
  void done() {
    pause = FIRST_PAUSE;
  }

  /** An attempt has left something. */
  void again() {
    pause = Math.min(2 * pause, LONGEST_PAUSE);
    plan();
  }
}

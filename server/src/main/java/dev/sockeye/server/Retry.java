package dev.sockeye.server;

/**
 * When a socket without connections is tried again: it says that it can take a message although the
 * queue of that message's receiver is full. For the loop's thread alone.
 */
final class Retry {

  private final EventLoop loop;
  private final Runnable attempt;
  private boolean planned;
  private long due;

  Retry(EventLoop loop, Runnable attempt) {
    this.loop = loop;
    this.attempt = attempt;
  }

  /** Plans an attempt at this time, by {@link System#nanoTime}, if none is planned before it. */
  void plan(long time) {
    if (!planned || time - due < 0) {
      planned = true;
      due = time;
      loop.plan(time - System.nanoTime(), this::run);
    }
  }

  private void run() {
    if (planned && System.nanoTime() - due >= 0) { // else another attempt was made meanwhile
      planned = false;
      attempt.run();
    }
  }
}

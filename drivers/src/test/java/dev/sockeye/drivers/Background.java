package dev.sockeye.drivers;

import static org.junit.jupiter.api.Assertions.assertFalse;

/** Something that runs in a thread of its own while the test looks on. */
final class Background {

  private static final long LIMIT_MILLIS = 60_000;

  private final Thread thread;
  private volatile Throwable failure;

  private Background(Action action) {
    thread =
        new Thread(
            () -> {
              try {
                action.run();
              } catch (Throwable e) {
                failure = e;
              }
            },
            "background");
    thread.setDaemon(true);
  }

  /** What is run. */
  interface Action {
    void run() throws Throwable;
  }

  static Background of(Action action) {
    Background background = new Background(action);
    background.thread.start();
    return background;
  }

  void interrupt() {
    thread.interrupt();
  }

  /** Waits for its end, which must be a good one. */
  void join() throws InterruptedException {
    Throwable end = failure();
    if (end != null) {
      throw new AssertionError(end);
    }
  }

  /** Waits for its end, and tells what it failed with: {@code null} if it did not. */
  Throwable failure() throws InterruptedException {
    thread.join(LIMIT_MILLIS);
    assertFalse(thread.isAlive(), "it goes on and on");
    return failure;
  }
}

package dev.sockeye.posix;

/** When to try something again that the system does not tell the time for. */
final class Retry {

  /** How long after it was tried last. */
  static final long MILLIS = 1;

  private volatile long last;

  /** It is tried now. */
  void tried() {
    last = System.nanoTime();
  }

  boolean isDue() {
    return System.nanoTime() - last >= MILLIS * 1_000_000;
  }
}

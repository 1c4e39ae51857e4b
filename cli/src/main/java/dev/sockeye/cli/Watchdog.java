package dev.sockeye.cli;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Closes something when nothing has moved for some time, such as after a lost datagram. */
final class Watchdog implements Closeable {

  private static final long PATIENCE_SECONDS = 10;

  private final Progress progress;
  private final Closeable watched;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean bitten;

  private Watchdog(Progress progress, Closeable watched) {
    this.progress = progress;
    this.watched = watched;
  }

  static Watchdog of(Progress progress, Closeable watched) {
    Watchdog watchdog = new Watchdog(progress, watched);
    Threads.start("watchdog", watchdog::watch);
    return watchdog;
  }

  boolean hasBitten() {
    return bitten;
  }

  /** What to say of the failure that closing has caused. */
  IOException complaint(IOException cause) {
    return new IOException("nothing moved for " + PATIENCE_SECONDS + " s", cause);
  }

  private void watch() {
    try {
      long seen;
      do {
        seen = progress.steps();
        if (over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          return;
        }
      } while (progress.steps() != seen);
      bitten = true;
      watched.close();
    } catch (InterruptedException | IOException e) {
      return; // The trial goes on without a watch.
    }
  }

  @Override
  public void close() {
    over.countDown();
  }
}

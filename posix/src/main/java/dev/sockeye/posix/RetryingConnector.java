package dev.sockeye.posix;

import dev.sockeye.Errno;
import java.nio.channels.SelectionKey;

/** For {@link Trait#FULL_BACKLOG_IS_EAGAIN}: {@code connect(2)} again and again. */
final class RetryingConnector extends Connector {

  /** How often a connect that waits for room in the backlog is tried. */
  static final long RETRY_MILLIS = 1;

  private static final int EISCONN = Errno.EISCONN.number();

  private volatile long lastAttempt;

  @Override
  public long make(int fd, long address, long length, int flags) {
    lastAttempt = System.nanoTime();
    int result = Bindings.libc().connect(fd, address, (int) length);
    return result == -EISCONN ? 0 : result;
  }

  @Override
  boolean needsBackoff() {
    return true;
  }

  @Override
  int readyOps(int ops) {
    boolean due = System.nanoTime() - lastAttempt >= RETRY_MILLIS * 1_000_000;
    return due ? SelectionKey.OP_CONNECT : 0;
  }
}

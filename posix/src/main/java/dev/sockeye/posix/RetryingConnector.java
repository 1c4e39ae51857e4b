package dev.sockeye.posix;

import dev.sockeye.Errno;
import java.nio.channels.SelectionKey;

/** For {@link Trait#FULL_BACKLOG_IS_EAGAIN}: {@code connect(2)} again and again. */
final class RetryingConnector extends Connector {

  private static final int EISCONN = Errno.EISCONN.number();

  private final Retry retry = new Retry();

  @Override
  public long make(int fd, long address, long length, int flags) {
    retry.tried();
    int result = Bindings.libc().connect(fd, address, (int) length);
    return result == -EISCONN ? 0 : result;
  }

  @Override
  boolean needsBackoff() {
    return true;
  }

  @Override
  int readyOps(int ops) {
    return retry.isDue() ? SelectionKey.OP_CONNECT : 0;
  }
}

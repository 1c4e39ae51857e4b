package dev.sockeye.unix;

import dev.sockeye.posix.Bindings;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;

/**
 * Numbers of descriptors, closed once nobody uses them. It knows nothing of its owner, which could
 * else not become unreachable.
 */
final class OwnedDescriptors implements Runnable {

  private final int[] fds;

  // Guarded by this.
  private int users;
  private boolean closed; // only ever set

  OwnedDescriptors(int[] fds) {
    this.fds = fds;
  }

  synchronized int[] use() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
    users++;
    return fds;
  }

  synchronized void endUse() {
    users--;
    closeUnused();
  }

  synchronized int size() {
    return closed ? 0 : fds.length;
  }

  @Override
  public synchronized void run() {
    if (!closed) {
      closed = true;
      closeUnused();
    }
  }

  private void closeUnused() {
    if (closed && users == 0) {
      for (int fd : fds) {
        Bindings.libc().close(fd);
      }
    }
  }

  @Override
  public synchronized String toString() {
    return closed ? "closed" : Arrays.toString(fds);
  }

  /** Of who uses them. */
  int[] inUse() {
    return fds;
  }
}

package dev.sockeye.unix;

import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.DescriptorCalls;
import java.io.IOException;
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

  /** Makes a descriptor. */
  @FunctionalInterface
  interface Maker {
    int make(int index) throws IOException;
  }

  /** All of so many descriptors or none: if one cannot be made, those before are closed. */
  static int[] make(int count, Maker maker) throws IOException {
    int[] fds = new int[count];
    int done = 0;
    try {
      for (; done < count; done++) {
        fds[done] = maker.make(done);
      }
    } finally {
      if (done < count) {
        new OwnedDescriptors(Arrays.copyOf(fds, done)).run();
      }
    }
    return fds;
  }

  /**
   * Duplicates them, {@code dup(2)}.
   *
   * @throws IllegalArgumentException if there are more than a message carries
   */
  int[] duplicates() throws IOException {
    int[] own = use();
    try {
      Descriptors.requireCarried(own.length);
      return make(own.length, index -> DescriptorCalls.duplicate(own[index]));
    } finally {
      endUse();
    }
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

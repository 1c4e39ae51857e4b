package dev.sockeye.nio;

import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The process's few selectors that are lent to a thread for one wait. Each costs descriptors, so
 * that there are never more of them than threads that waited at one moment, at most {@link #MOST},
 * and none once nobody has waited for a while.
 */
final class SelectorPool {

  /** More threads than these wait by {@link SharedSelector}. */
  private static final int MOST = 16;

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final SelectorPool SHARED = new SelectorPool();

  private final Deque<Lent> idle = new ArrayDeque<>(); // guarded by this; the longest idle first
  private int open; // guarded by this
  private boolean sweeps; // guarded by this; a sweep is to come

  private SelectorPool() {}

  /**
   * Lends a selector.
   *
   * @param user who waits
   * @param before what the user had before, if anything: it is as good as new if nobody had it
   *     since
   * @return the selector; {@code null} if all are in use
   * @throws IOException if no further one can be opened
   */
  static Lent lend(Object user, Lent before) throws IOException {
    return SHARED.lendTo(user, before);
  }

  private synchronized Lent lendTo(Object user, Lent before) throws IOException {
    Lent lent = idle.remove(before) ? before : idle.pollFirst();
    if (lent == null && open < MOST) {
      lent = new Lent(this);
      open++;
    }
    if (lent != null) {
      pass(lent, user);
    }
    return lent;
  }

  private void pass(Lent lent, Object user) throws IOException {
    try {
      lent.passTo(user);
    } catch (IOException e) {
      lent.close();
      open--;
      throw e;
    }
  }

  private synchronized void takeBack(Lent lent) {
    lent.idleSince = System.nanoTime();
    idle.addLast(lent);
    if (!sweeps) {
      sweepLater();
    }
  }

  private void sweepLater() {
    sweeps = true;
    CompletableFuture.delayedExecutor(IDLE_NANOS, TimeUnit.NANOSECONDS, Runnable::run)
        .execute(this::sweep);
  }

  private synchronized void sweep() {
    long now = System.nanoTime();
    while (!idle.isEmpty() && now - idle.peekFirst().idleSince >= IDLE_NANOS) {
      idle.removeFirst().close();
      open--;
    }
    sweeps = false;
    if (!idle.isEmpty()) {
      sweepLater();
    }
  }

  /**
   * A selector that is lent. Between two waits it stays with the channel that it was used for, so
   * that a further wait for that channel is one system call, until somebody else needs it.
   */
  static final class Lent implements Waiting {

    private final SelectorPool pool;
    private final Selector selector;

    // By the thread that it is lent to; while it is idle guarded by the pool.
    private Object user;
    private SelectionKey key;
    private long idleSince;

    private Lent(SelectorPool pool) throws IOException {
      this.pool = pool;
      selector = Selector.open();
    }

    @Override
    public void await(SelectableChannel channel, int ops, long deadline) throws IOException {
      if (key == null) {
        key = channel.register(selector, ops);
      } else if (key.interestOps() != ops) {
        key.interestOps(ops);
      }
      selector.select(Lent::ignore, Deadline.remainingMillis(deadline));
    }

    /** There is one key: what matters is that the wait is over. */
    private static void ignore(SelectionKey key) {}

    @Override
    public void wakeup() {
      selector.wakeup();
    }

    @Override
    public void end() {
      pool.takeBack(this);
    }

    /** Lets the channel go, if it is still there. Its user waits no more. */
    void release(Object by) throws IOException {
      synchronized (pool) {
        if (user == by) {
          passTo(null);
        }
      }
    }

    private void passTo(Object next) throws IOException {
      if (user != next && key != null) {
        key.cancel();
        key = null;
        selector.selectNow(); // a channel is registered, and not wholly closed, until then
      }
      user = next;
    }

    private void close() {
      try {
        selector.close();
      } catch (IOException e) {
        // There is nothing of anybody's in it, and nobody to tell.
      }
      key = null;
    }
  }
}

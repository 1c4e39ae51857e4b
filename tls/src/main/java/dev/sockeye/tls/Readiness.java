package dev.sockeye.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells when the JDK's channels underneath are ready: one selector and one thread for all. It also
 * runs what a callback must not do itself. Both stay once they are there.
 */
final class Readiness {

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

  private static Readiness shared; // guarded by the class

  private final Selector selector;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  private Readiness(Selector selector) {
    this.selector = selector;
  }

  private record Armed(int ops, Runnable callback) {}

  /** What is waited for on one channel. For the selecting thread. */
  private static final class Waiters {
    private final List<Armed> armed = new ArrayList<>();

    int ops() {
      int ops = 0;
      for (Armed one : armed) {
        ops |= one.ops();
      }
      return ops;
    }

    void tell(int ready) {
      for (Iterator<Armed> i = armed.iterator(); i.hasNext(); ) {
        Armed one = i.next();
        if ((one.ops() & ready) != 0) {
          i.remove();
          one.callback().run();
        }
      }
    }
  }

  static synchronized Readiness shared() {
    if (shared == null) {
      try {
        shared = new Readiness(Selector.open());
      } catch (IOException e) {
        throw new UncheckedIOException("no descriptor is left to wait with", e);
      }
      Thread thread = new Thread(shared::run, "sockeye-tls");
      thread.setDaemon(true);
      thread.start();
    }
    return shared;
  }

  void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  void arm(SelectableChannel channel, int ops, Runnable callback) {
    execute(() -> register(channel, new Armed(ops, callback)));
  }

  /** Waits for the channel no more, and tells those that do. */
  static void forget(SelectableChannel channel) {
    Readiness there;
    synchronized (Readiness.class) {
      there = shared;
    }
    SelectionKey key = there == null ? null : channel.keyFor(there.selector);
    if (key != null) {
      Waiters waiters = (Waiters) key.attachment();
      key.cancel();
      there.execute(() -> waiters.tell(~0));
    }
  }

  private void register(SelectableChannel channel, Armed armed) {
    try {
      SelectionKey key = channel.keyFor(selector);
      if (key != null && !key.isValid()) {
        selector.selectNow(this::tell); // cancelled keys leave
        key = null;
      }
      if (key == null) {
        Waiters waiters = new Waiters();
        waiters.armed.add(armed);
        channel.register(selector, armed.ops(), waiters);
      } else {
        Waiters waiters = (Waiters) key.attachment();
        waiters.armed.add(armed);
        key.interestOps(waiters.ops());
      }
    } catch (CancelledKeyException | IllegalBlockingModeException | IOException e) {
      armed.callback().run(); // whoever waits looks for itself, and finds why
    }
  }

  private void tell(SelectionKey key) {
    try {
      Waiters waiters = (Waiters) key.attachment();
      waiters.tell(key.readyOps());
      key.interestOps(waiters.ops());
    } catch (CancelledKeyException e) {
      // The channel was closed, or leaves: forget() tells.
    }
  }

  private void run() {
    while (selector.isOpen()) {
      try {
        await();
        for (Runnable task; (task = tasks.poll()) != null; ) {
          task.run();
        }
      } catch (RuntimeException | Error e) {
        // Of one connection, such as of its engine: all others need this thread.
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        selector.wakeup(); // for the tasks that are left, whose wakeups have been taken
      }
    }
  }

  private void await() {
    try {
      selector.select(this::tell);
    } catch (IOException e) {
      LockSupport.parkNanos(PAUSE); // such as for want of memory: tried again
    }
  }
}

package dev.sockeye.faults;

import dev.sockeye.Pollable;
import dev.sockeye.Poller;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A thread that waits for the sockets underneath those with faults: one for the whole program,
 * which does not keep it from ending. Each is told of once, and is no longer registered then, so
 * that its close is not put off.
 */
final class Watch {

  private static final long PAUSE = 10_000_000;
  private static final long PATIENCE = 100_000_000;

  private static Watch shared; // guarded by the class

  private final Poller poller;
  private final Thread thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  // For the thread.
  private final IdentityHashMap<Watcher, Poller.Registration> registrations =
      new IdentityHashMap<>();
  private final Consumer<Poller.Registration> telling = this::tell;
  private boolean cancelled; // a registration, since the last look

  /** Who is told. */
  interface Watcher {

    /** What is to be waited for; 0 for nothing any more. Called by the watching thread. */
    int wanted();

    /** Something may be ready. Called by the watching thread. */
    void ready(int operations);
  }

  private Watch(Poller poller) {
    this.poller = poller;
    thread = new Thread(this::run, "sockeye-faults");
    thread.setDaemon(true);
  }

  /** The one of this program, whose thread is started by the first call. */
  static synchronized Watch shared() throws IOException {
    if (shared == null) {
      shared = new Watch(Poller.open());
      shared.thread.start();
    }
    return shared;
  }

  /** Runs something at a moment of {@link System#nanoTime()}, on some thread that may not wait. */
  static void at(long moment, Runnable task) {
    long delay = Math.max(0, moment - System.nanoTime());
    CompletableFuture.delayedExecutor(delay, TimeUnit.NANOSECONDS, Runnable::run).execute(task);
  }

  /** Begins to wait for what a watcher wants, be it once more. */
  void begin(Pollable socket, Watcher watcher) {
    execute(() -> register(socket, watcher));
  }

  /** Runs something on the watching thread. */
  void execute(Runnable task) {
    tasks.add(task);
    poller.wakeup();
  }

  /** Forgets who was closed, some time. */
  void forget(Watcher watcher) {
    execute(() -> registrations.remove(watcher));
  }

  /**
   * Forgets who was closed. When this returns the socket is registered no more, unless the thread
   * is held up by a lock that the caller has, for which it does not wait for long.
   */
  void end(Watcher watcher) {
    CountDownLatch done = new CountDownLatch(1);
    execute(
        () -> {
          registrations.remove(watcher);
          done.countDown();
        });
    if (Thread.currentThread() != thread) {
      awaitUninterruptibly(done);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch done) {
    boolean interrupted = Thread.interrupted();
    long deadline = System.nanoTime() + PATIENCE;
    long left = PATIENCE;
    while (left > 0) {
      try {
        left = done.await(left, TimeUnit.NANOSECONDS) ? 0 : deadline - System.nanoTime();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (poller.isOpen()) {
      try {
        await();
        for (Runnable task; (task = tasks.poll()) != null; ) {
          task.run();
        }
      } catch (RuntimeException | Error e) {
        // Of who is told of faults, such as an assertion: all other sockets need this thread.
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        poller.wakeup(); // for the tasks that are left, whose wakeups a look may have taken
      }
    }
  }

  private void await() {
    try {
      poller.poll(telling);
      look();
    } catch (IOException e) {
      LockSupport.parkNanos(PAUSE); // such as for want of memory: tried again
    }
  }

  /** Lets go of what was cancelled, which only a look at the others does. */
  private void look() throws IOException {
    do {
      cancelled = false;
      poller.poll(Duration.ZERO, telling);
    } while (cancelled);
  }

  private void tell(Poller.Registration registration) {
    Watcher watcher = (Watcher) registration.attachment();
    registration.cancel();
    cancelled = true;
    registrations.remove(watcher);
    watcher.ready(registration.ready());
  }

  private void register(Pollable socket, Watcher watcher) {
    int operations = watcher.wanted();
    Poller.Registration before = registrations.get(watcher);
    if (before != null && before.isValid()) {
      before.interest(operations);
    } else if (operations != 0) {
      try {
        registrations.put(watcher, poller.register(socket, operations, watcher));
      } catch (ClosedChannelException | CancelledKeyException e) {
        watcher.ready(operations); // the next call tells
      }
    }
  }
}

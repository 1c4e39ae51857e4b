package dev.sockeye.server;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for what waits, as few as there are waits at a time, up to a limit: what comes beyond
 * that begins, in its order, as soon as another one ends. A thread that has nothing to do goes
 * after a while.
 */
final class ConnectThreads implements Executor {

  /**
   * How many connects wait at a time. Each ends by itself, at the latest when its time is over; so
   * those that have no thread yet do not wait for ever, whatever the others wait for.
   */
  static final int MOST = 256;

  private final Executor threads =
      new ThreadPoolExecutor(
          0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), this::daemon);

  private final int most;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(); // guarded by this
  private int running; // guarded by this: how many threads take what waits

  ConnectThreads(int most) {
    this.most = most;
  }

  private Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "sockeye-connect");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Runs a task, which throws nothing, on a thread of its own.
   *
   * @throws OutOfMemoryError if the system has no thread left, and none is there already
   */
  @Override
  public void execute(Runnable task) {
    if (!begins(task)) {
      return;
    }
    try {
      threads.execute(() -> runAll(task));
    } catch (OutOfMemoryError e) {
      if (!waitsForOthers(task)) {
        throw e;
      }
    }
  }

  /** Whether it has a thread; else it waits for one. */
  private synchronized boolean begins(Runnable task) {
    boolean room = running < most;
    if (room) {
      running++;
    } else {
      waiting.add(task);
    }
    return room;
  }

  private synchronized boolean waitsForOthers(Runnable task) {
    running--;
    return running > 0 && waiting.add(task);
  }

  private void runAll(Runnable first) {
    for (Runnable task = first; task != null; task = next()) {
      task.run();
    }
  }

  private synchronized Runnable next() {
    boolean unused = Thread.interrupted(); // what is left of the end of another one
    Runnable task = waiting.poll();
    if (task == null) {
      running--;
    }
    return task;
  }
}

package dev.sockeye.server;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for what waits, as few as there are waits at a time, up to a limit: what comes beyond
 * that begins, in its order, as soon as another one ends. A thread that has nothing to do goes
 * after a while.
 */
final class ConnectThreads implements Executor {

  /**
   * How many connects wait at a time. Those that have no thread yet wait for one of these to end,
   * and meanwhile their own time runs. That may be long: a cancelled one is interrupted, but the
   * lookup of a name ({@code getaddrinfo(3)}) goes on until the resolver gives up, and without a
   * {@code connectTimeout} a connect has as long as the system gives it.
   */
  static final int MOST = 256;

  private final int most;
  private final Executor threads;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(); // guarded by this
  private int running; // guarded by this: how many threads take what waits

  ConnectThreads(int most) {
    this(most, ConnectThreads::daemon);
  }

  /**
   * Creates it.
   *
   * @param factory makes the threads
   */
  ConnectThreads(int most, ThreadFactory factory) {
    this.most = most;
    threads =
        new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "sockeye-connect");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Runs a task on a thread of its own.
   *
   * @throws OutOfMemoryError if the system has no thread left, and none is there already
   */
  @Override
  public synchronized void execute(Runnable task) {
    if (running == most || !begins(task)) {
      waiting.add(task);
    }
  }

  /** Forgets a task that has not begun. */
  synchronized void remove(Runnable task) {
    waiting.remove(task);
  }

  /** Holding this: so a thread that runs, and no other, is counted before it asks for more. */
  private boolean begins(Runnable task) {
    try {
      threads.execute(() -> runAll(task));
      running++;
      return true;
    } catch (OutOfMemoryError e) {
      if (running == 0) {
        throw e;
      }
      return false; // One of those that run takes it.
    }
  }

  private void runAll(Runnable first) {
    for (Runnable task = first; task != null; task = next()) {
      run(task);
    }
  }

  /** Throws nothing, or the thread would end and be counted for ever. */
  private static void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      report(e);
    }
  }

  private static void report(Throwable cause) {
    try {
      Log.failure(new Failure("connect", null, cause));
    } catch (Throwable e) {
      return; // There is nobody else to tell.
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

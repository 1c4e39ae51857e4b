package dev.sockeye.cli;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** The threads beside the main one; none of them keeps the process alive. */
final class Threads {

  private static final Executor POOL =
      Executors.newCachedThreadPool(task -> daemon("worker", task));

  private Threads() {}

  /** A thread for each task, used again when it is done. */
  static Executor pool() {
    return POOL;
  }

  /** Starts a thread of its own. */
  static Thread start(String name, Runnable task) {
    Thread thread = daemon(name, task);
    thread.start();
    return thread;
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, "sockeye-" + name);
    thread.setDaemon(true);
    return thread;
  }
}

package dev.sockeye.server;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The tasks of a loop: any thread gives them, the loop's thread runs them. */
final class TaskQueue {

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean asleep = new AtomicBoolean(); // and nobody wakes the loop yet
  private final Consumer<Runnable> runner;
  private volatile boolean ended; // No task is run any more.

  TaskQueue(Consumer<Runnable> runner) {
    this.runner = runner;
  }

  /** Gives a task; {@code false} if it is not going to be run. */
  boolean add(Runnable task) {
    tasks.add(task);
    return !(ended && tasks.remove(task));
  }

  /** Whether the loop is to be woken for what was given: once for each time that it sleeps. */
  boolean needsWakeup() {
    return asleep.get() && asleep.compareAndSet(true, false);
  }

  /**
   * To be called right before the loop sleeps, after its last look: a look takes the wakeups that
   * have come. {@code false} if it must not sleep. What is given from now on needs a wakeup.
   */
  boolean fallAsleep() {
    asleep.set(true);
    if (isEmpty()) { // only now, so that none is overlooked
      return true;
    }
    wakeUp();
    return false;
  }

  /** The loop is awake, and looks at the tasks before it sleeps again. */
  void wakeUp() {
    asleep.set(false);
  }

  boolean isEmpty() {
    return tasks.isEmpty();
  }

  /** Those that are here now: a task that gives itself again lets the sockets have their turn. */
  void run() {
    for (int left = tasks.size(); left > 0; left--) {
      Runnable task = tasks.poll();
      if (task != null) {
        runner.accept(task);
      }
    }
  }

  /** Runs what is left, after which nothing is taken any more. */
  void end() {
    run();
    ended = true;
    run(); // given before they could see that
  }
}

package dev.sockeye.server;

import java.util.PriorityQueue;

/** What a loop does later, the soonest first. For the loop's thread alone, but for cancelling. */
final class Timers {

  /** When nothing is planned. */
  static final long NEVER = Long.MAX_VALUE;

  private static final int MANY = 64;

  private final PriorityQueue<Planned> queue = new PriorityQueue<>();

  // When cancelled tasks are looked for: twice what was left the last time, so that each is looked
  // at about once, and they are never more than those that stand.
  private int tooMany = MANY;

  /** One task and when it is due, by {@link System#nanoTime}. */
  static final class Planned implements EventLoop.Timer, Comparable<Planned> {
    private final long due;
    private volatile Runnable task;

    Planned(long due, Runnable task) {
      this.due = due;
      this.task = task;
    }

    /** Stays in the queue for a while, and holds on to nothing there. */
    @Override
    public void cancel() {
      task = null;
    }

    private boolean isCancelled() {
      return task == null;
    }

    @Override
    public int compareTo(Planned other) {
      return Long.signum(due - other.due);
    }
  }

  void add(Planned planned) {
    if (queue.size() >= tooMany) {
      queue.removeIf(Planned::isCancelled);
      tooMany = Math.max(MANY, 2 * queue.size());
    }
    queue.add(planned);
  }

  /** The nanoseconds until the next task is due, 0 if it is overdue, {@link #NEVER} if none is. */
  long remaining(long now) {
    Planned next = queue.peek();
    return next == null ? NEVER : Math.max(0, next.due - now);
  }

  /** Takes out the next task that is due; {@code null} if none is. */
  Runnable next(long now) {
    while (remaining(now) == 0) {
      Runnable task = queue.remove().task;
      if (task != null) {
        return task;
      }
    }
    return null;
  }
}

package dev.sockeye.server;

import java.util.PriorityQueue;

/** What a loop does later, the soonest first. For the loop's thread alone, but for cancelling. */
final class Timers {

  /** When nothing is planned. */
  static final long NEVER = Long.MAX_VALUE;

  private final PriorityQueue<Planned> queue = new PriorityQueue<>();

  /** One task and when it is due, by {@link System#nanoTime}. */
  static final class Planned implements EventLoop.Timer, Comparable<Planned> {
    private final long due;
    private volatile Runnable task;

    Planned(long due, Runnable task) {
      this.due = due;
      this.task = task;
    }

    /** Stays in the queue until it would be due, and holds on to nothing there. */
    @Override
    public void cancel() {
      task = null;
    }

    @Override
    public int compareTo(Planned other) {
      return Long.signum(due - other.due);
    }
  }

  void add(Planned planned) {
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

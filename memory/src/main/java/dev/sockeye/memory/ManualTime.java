package dev.sockeye.memory;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A clock that stands still until it is advanced, so that a test of a timeout of an hour takes no
 * time and cannot fail because the machine was slow:
 *
 * <pre>{@code
 * Future<Integer> read = executor.submit(() -> endpoint.read(buffer)); // SO_RCVTIMEO is 1h
 * time.awaitWaiting(1); // until the thread is in the call
 * time.advance(Duration.ofHours(1));
 * assertThrows(ExecutionException.class, read::get); // SocketTimeoutException
 * }</pre>
 *
 * <p>May be used by several threads, and by several networks.
 */
public final class ManualTime extends MemoryTime {

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          Comparator.comparingLong(Event::moment).thenComparingLong(Event::number)); // by this
  private long now; // guarded by this
  private long numbers; // guarded by this
  private int waiting; // guarded by this

  /** The number keeps events of the same moment in the order in which they were made. */
  private record Event(long moment, long number, Runnable task) {}

  private ManualTime() {}

  /**
   * Creates a clock.
   *
   * @return a clock that stands at zero
   */
  public static ManualTime create() {
    return new ManualTime();
  }

  /**
   * How far the clock was advanced.
   *
   * @return the sum
   */
  public synchronized Duration elapsed() {
    return Duration.ofNanos(now);
  }

  /**
   * Advances the clock. What falls due on the way happens in its order, each at its moment: bytes
   * and messages arrive, connects complete, calls whose time is over end. They have been woken when
   * this returns, but may not have returned to their callers yet.
   *
   * @param time how far; not negative
   */
  public void advance(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("time does not go back: " + time);
    }
    long target = target(time.toNanos());
    for (Event due; (due = nextUntil(target)) != null; ) {
      due.task.run();
    }
  }

  /**
   * Waits until calls with a timeout are under way and wait for this clock: a timeout begins when
   * its call does, and a test should not advance the clock before.
   *
   * @param calls how many, at least
   * @throws InterruptedException if interrupted meanwhile
   */
  public synchronized void awaitWaiting(int calls) throws InterruptedException {
    while (waiting < calls) {
      wait();
    }
  }

  private synchronized long target(long nanos) {
    return Math.addExact(now, nanos);
  }

  private synchronized Event nextUntil(long target) {
    Event first = events.peek();
    if (first == null || first.moment > target) {
      now = Math.max(now, target);
      return null;
    }
    now = Math.max(now, first.moment);
    return events.remove();
  }

  @Override
  synchronized long nanoTime() {
    return now;
  }

  @Override
  void schedule(long moment, Runnable task) {
    if (add(moment, task) == null) {
      task.run();
    }
  }

  /** Gives {@code null} if the moment is there already: no advance would make it happen. */
  private synchronized Event add(long moment, Runnable task) {
    if (moment <= now) {
      return null;
    }
    Event event = new Event(moment, numbers++, task);
    events.add(event);
    return event;
  }

  @Override
  @SuppressWarnings("WaitNotInLoop") // WaitQueue's callers loop
  void await(ReentrantLock lock, Condition condition, long deadline) throws InterruptedException {
    if (deadline == NEVER) {
      condition.await();
      return;
    }
    Event end = begin(deadline, () -> signal(lock, condition));
    if (end == null) {
      return; // Advanced since the caller looked.
    }
    try {
      condition.await();
    } finally {
      end(end);
    }
  }

  private synchronized Event begin(long deadline, Runnable signal) {
    Event end = add(deadline, signal);
    if (end != null) {
      waiting++;
      notifyAll();
    }
    return end;
  }

  private synchronized void end(Event event) {
    waiting--;
    events.remove(event);
  }

  private static void signal(ReentrantLock lock, Condition condition) {
    lock.lock();
    try {
      condition.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

package dev.sockeye.server;

import dev.sockeye.Poller;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * How a loop polls for its members, each of which is told what it is ready for: just once, or for
 * as long as there is nothing else to do. With it goes the time of the loop's turn, which is looked
 * at anew only after a wait. For the loop's thread alone.
 */
final class TimedPoll {

  /** Where more are ready, a selector of the JDK's tells of at least so many at once. */
  private static final int TOLD_AT_ONCE = 256;

  private final Poller poller;
  private final BusyPoll busyPoll;
  private final TaskQueue tasks;
  private final BooleanSupplier hasWork;
  private final Consumer<Poller.Registration> dispatch = this::dispatch;
  private final Departures departures = new Departures();
  private long now = System.nanoTime();
  private long began; // to wait
  private boolean waiting; // And nothing has come since the time was looked at.
  private Duration wait = Duration.ZERO;

  /**
   * Polls by a poller.
   *
   * @param busyPoll whether to look for more before sleeping
   * @param tasks those of the loop, each of which ends a sleep
   * @param hasWork whether to stop looking for more: the loop has something else to do
   */
  TimedPoll(Poller poller, BusyPoll busyPoll, TaskQueue tasks, BooleanSupplier hasWork) {
    this.poller = poller;
    this.busyPoll = busyPoll;
    this.tasks = tasks;
    this.hasWork = hasWork;
  }

  void beginTurn() {
    waiting = false; // also where a look has thrown
    now = System.nanoTime();
  }

  /** The time at which this turn began, or at which what it waited for came. */
  long now() {
    return now;
  }

  /** Closes a connection once the poller has let go of it, at its next look. */
  void depart(LoopConnection connection) {
    departures.add(connection);
  }

  /** Looks once. */
  void look() throws IOException {
    departures.beginLook();
    poller.poll(Duration.ZERO, dispatch);
    departures.endLook();
  }

  /**
   * Serves what is ready by now before a timeout may find that nothing has come: the process may
   * have stood still, and a handler or a collection of garbage may have taken its time.
   */
  void lookAtAll(int members) throws IOException {
    int told = 0;
    int count;
    do {
      count = poller.poll(Duration.ZERO, dispatch);
      told += count;
    } while (count >= TOLD_AT_ONCE && told < members);
  }

  /**
   * Waits until something is ready, for at most so many nanoseconds, or {@link Timers#NEVER}. While
   * somebody waits for a look it is one, which was a short wait if something is there.
   */
  void waitFor(long nanos) throws IOException {
    waiting = true;
    began = System.nanoTime();
    if (departures.isAny()) {
      look();
      waiting = false;
      return;
    }
    long budget = busyPoll.budget(began);
    if (budget == 0) {
      sleep(nanos);
    } else if (!pollBusily(Math.min(nanos, budget))) {
      sleep(nanos == Timers.NEVER ? nanos : nanos - (System.nanoTime() - began));
    }
    if (waiting && hasWork.getAsBoolean()) {
      busyPoll.waited(System.nanoTime() - began);
    }
    waiting = false;
  }

  /** Looks again and again, and lets others run between; {@code false} if nothing has come. */
  @SuppressWarnings("ThreadPriorityCheck") // the yield is a courtesy: nothing relies on it
  private boolean pollBusily(long nanos) throws IOException {
    long looked;
    while ((looked = System.nanoTime() - began) < nanos) {
      if (poller.poll(Duration.ZERO, dispatch) > 0 || hasWork.getAsBoolean()) {
        return true;
      }
      Thread.yield();
    }
    busyPoll.inVain(looked);
    return false;
  }

  private void sleep(long nanos) throws IOException {
    if (nanos <= 0 || !tasks.fallAsleep()) {
      return;
    }
    try {
      if (nanos == Timers.NEVER) {
        poller.poll(dispatch);
      } else {
        poller.poll(waiting(nanos), dispatch);
      }
    } finally {
      tasks.wakeUp();
    }
  }

  /**
   * A power of two of milliseconds, and the rest in further turns, so that a loop with timeouts
   * asks for the same duration again and again.
   */
  private Duration waiting(long nanos) {
    long millis = Math.max(1, Long.highestOneBit(nanos / 1_000_000));
    if (wait.toMillis() != millis) {
      wait = Duration.ofMillis(millis);
    }
    return wait;
  }

  private void dispatch(Poller.Registration registration) {
    if (waiting) {
      waiting = false;
      now = System.nanoTime();
      busyPoll.waited(now - began);
    }
    forgetInterrupt();
    ((Member) registration.attachment()).ready(registration.ready());
  }

  /**
   * What a callback leaves of the interrupt status is nobody else's: a poll would not wait for as
   * long as it is set.
   */
  static void forgetInterrupt() {
    boolean unused = Thread.interrupted();
  }
}

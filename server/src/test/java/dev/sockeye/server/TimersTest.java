package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is planned comes when it is due, in order, and nothing else does. */
class TimersTest {

  private final Timers timers = new Timers();

  private Timers.Planned plan(long due, Runnable task) {
    Timers.Planned planned = new Timers.Planned(due, task);
    timers.add(planned);
    return planned;
  }

  @Test
  void withoutTasksNothingIsDueEver() {
    assertEquals(Timers.NEVER, timers.remaining(0));
    assertNull(timers.next(Long.MAX_VALUE));
  }

  @Test
  void tasksComeInTheOrderOfTheirTimes() {
    Runnable first = () -> {};
    Runnable second = () -> {};
    plan(200, second);
    plan(100, first);
    assertEquals(100, timers.remaining(0));
    assertNull(timers.next(99));
    assertEquals(1, timers.remaining(99));
    assertEquals(0, timers.remaining(150));
    assertSame(first, timers.next(150));
    assertNull(timers.next(150));
    assertEquals(50, timers.remaining(150));
    assertSame(second, timers.next(1_000));
    assertEquals(Timers.NEVER, timers.remaining(1_000));
  }

  /** Of {@link System#nanoTime} only differences mean anything: it may pass its largest value. */
  @Test
  void timeMayOverflow() {
    long now = Long.MAX_VALUE - 10;
    Runnable before = () -> {};
    Runnable after = () -> {};
    plan(now + 20, after);
    plan(now + 5, before);
    assertEquals(5, timers.remaining(now));
    assertSame(before, timers.next(now + 5));
    assertNull(timers.next(now + 19));
    assertSame(after, timers.next(now + 20));
  }

  @Test
  void aCancelledTaskIsPassedOver() {
    Runnable stands = () -> {};
    Timers.Planned planned = plan(1, () -> {});
    plan(2, stands);
    planned.cancel();
    planned.cancel();
    assertSame(stands, timers.next(10));
    assertNull(timers.next(10));
  }

  /** As a connection does that plans a timeout and cancels it, again and again. */
  @Test
  void cancelledTasksDoNotPileUp() throws Exception {
    List<WeakReference<Timers.Planned>> cancelled = new ArrayList<>();
    Runnable stands = () -> {};
    plan(Long.MAX_VALUE / 2, stands);
    for (int i = 0; i < 10_000; i++) {
      Timers.Planned planned = plan(Long.MAX_VALUE / 4, () -> {});
      planned.cancel();
      cancelled.add(new WeakReference<>(planned));
    }
    Eventually.holds(
        "let go of",
        () -> {
          System.gc();
          return cancelled.stream().filter(each -> each.get() != null).count() <= 64;
        });
    assertSame(stands, timers.next(Long.MAX_VALUE / 2));
  }
}

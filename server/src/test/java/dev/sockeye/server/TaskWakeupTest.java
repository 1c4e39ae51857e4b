package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Poller;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What ends the sleep of a loop, whose turns are taken here step by step: a look before the sleep
 * takes the wakeup of a task that has run already, if the thread that gave it comes to it late.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TaskWakeupTest {

  private static final long FOR_EVER = Long.MAX_VALUE;

  private final Poller poller = Poller.open();
  private final TaskQueue tasks = new TaskQueue(Runnable::run);
  private final List<String> run = new CopyOnWriteArrayList<>();
  private final TimedPoll poll = poll(0);
  private int looks;

  TaskWakeupTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    poller.close();
  }

  private TimedPoll poll(long busy) {
    BusyPoll policy = new BusyPoll(busy, new LookAllowance(1, busy));
    return new TimedPoll(poller, policy, tasks, this::hasWork);
  }

  /** Is asked after each look that comes before the sleep. */
  private boolean hasWork() {
    looks++;
    return !tasks.isEmpty();
  }

  /** As {@link EventLoop#execute} gives it. */
  private void give(String task) {
    tasks.add(() -> run.add(task));
    if (tasks.needsWakeup()) {
      poller.wakeup();
    }
  }

  private interface Sleep {
    void begin() throws IOException;
  }

  private static boolean isInSelect(Thread thread) {
    return Arrays.stream(thread.getStackTrace()).anyMatch(f -> f.getMethodName().equals("select"));
  }

  /** Another thread's task ends it, which comes when it has begun. */
  private void assertEndsByATask(Sleep sleep) throws Exception {
    Thread loop = Thread.currentThread();
    Thread other =
        new Thread(
            () -> {
              while (!isInSelect(loop)) {
                Thread.onSpinWait();
              }
              give("later");
            });
    other.start();
    sleep.begin();
    other.join();
    tasks.run();
    assertEquals("later", run.get(run.size() - 1));
  }

  @Test
  void aTaskEndsASleep() throws Exception {
    assertEndsByATask(() -> poll.waitFor(FOR_EVER));
    assertEndsByATask(() -> poll.waitFor(TimeUnit.DAYS.toNanos(1)));
  }

  @Test
  void aTaskEndsTheSleepAfterALookThatTookTheWakeupOfOneThatHasRun() throws Exception {
    tasks.add(() -> run.add("first"));
    tasks.run();
    tasks.needsWakeup();
    poller.wakeup(); // Only now, of the thread that gave the first.
    poll.lookAtAll(0);
    assertEndsByATask(() -> poll.waitFor(FOR_EVER));
  }

  @Test
  void aTaskEndsTheSleepAfterBusyLooksThatTookTheWakeupOfOneThatHasRun() throws Exception {
    TimedPoll busy = poll(100_000_000);
    do {
      for (int i = 0; i < 100; i++) { // After 64 short waits it tries to look.
        give("short");
        busy.waitFor(FOR_EVER);
        tasks.run();
      }
      looks = 0;
      tasks.add(() -> run.add("first"));
      tasks.run();
      tasks.needsWakeup();
      poller.wakeup();
      assertEndsByATask(() -> busy.waitFor(FOR_EVER));
    } while (looks < 2); // It slept at once, since the machine had held up the short ones.
  }

  @Test
  void aTaskThatIsThereLetsNoSleepBegin() throws Exception {
    give("first");
    poll.waitFor(FOR_EVER);
    tasks.run();
    assertEquals(List.of("first"), run);
  }

  @Test
  void aLoopThatIsAwakeNeedsNoWakeup() {
    tasks.add(() -> {});
    assertFalse(tasks.needsWakeup());
  }

  @Test
  void aLoopThatSleepsNeedsOneWakeup() {
    assertTrue(tasks.fallAsleep());
    tasks.add(() -> {});
    assertTrue(tasks.needsWakeup());
    tasks.add(() -> {});
    assertFalse(tasks.needsWakeup());
  }
}

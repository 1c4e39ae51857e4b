package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.testkit.Background;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** There are never more connections than slots, and whoever waits for none is woken by the last. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SlotsTest {

  private static final long LONG = TimeUnit.SECONDS.toNanos(30);

  private final Slots slots = new Slots(2);

  @Test
  void asManyAreTakenAsThereAre() {
    assertTrue(slots.take());
    assertTrue(slots.isFree());
    assertTrue(slots.take());
    assertFalse(slots.isFree());
    assertFalse(slots.take());
    slots.giveBack();
    assertTrue(slots.take());
    assertFalse(slots.take());
  }

  @Test
  void whoTakesOneAnywayHasToGiveItBackAsWell() {
    for (int i = 0; i < 3; i++) {
      slots.takeAnyway();
    }
    slots.release();
    assertFalse(slots.isFree());
    assertFalse(slots.take());
    slots.release();
    assertTrue(slots.take());
  }

  @Test
  void whatIsBoundIsWaitedForAndTakesNoSlot() throws Exception {
    slots.bound();
    slots.bound();
    assertTrue(slots.take());
    assertTrue(slots.take());
    slots.release();
    slots.release();
    slots.unbound();
    assertFalse(slots.awaitNone(1));
    Background<Boolean> none = Background.run(() -> slots.awaitNone(LONG)).awaitBlocked();
    slots.unbound();
    assertTrue(none.result());
  }

  @Test
  void severalThreadsNeverTakeMoreThanThereAre() throws Exception {
    AtomicInteger taken = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          new Thread(
              () -> {
                for (int j = 0; j < 20_000; j++) {
                  if (slots.take()) {
                    most.accumulateAndGet(taken.incrementAndGet(), Math::max);
                    taken.decrementAndGet();
                    slots.release();
                  }
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertTrue(most.get() <= 2, most::toString);
    assertTrue(slots.awaitNone(0));
  }

  @Test
  void waitingForNoneEndsWithTheTime() throws Exception {
    assertTrue(slots.awaitNone(0));
    assertTrue(slots.take());
    long start = System.nanoTime();
    assertFalse(slots.awaitNone(1_000_000));
    assertTrue(System.nanoTime() - start >= 1_000_000);
  }

  @Test
  void waitingForNoneEndsWithTheLast() throws Exception {
    assertTrue(slots.take());
    assertTrue(slots.take());
    CompletableFuture<Boolean> none = new CompletableFuture<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                none.complete(slots.awaitNone(LONG));
              } catch (InterruptedException e) {
                none.completeExceptionally(e);
              }
            });
    waiting.start();
    Eventually.holds("waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
    slots.release();
    assertFalse(none.isDone());
    slots.release();
    assertEquals(true, none.get(30, TimeUnit.SECONDS));
  }
}

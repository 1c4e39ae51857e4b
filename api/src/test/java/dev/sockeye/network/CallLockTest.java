package dev.sockeye.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Turns of calls, where several threads want one. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CallLockTest {

  private static final int THREADS = 8;
  private static final int TURNS = 20_000;

  private final CallLock lock = new CallLock() {};
  private int turns; // guarded by the lock

  @Test
  void oneCallAtATime() throws Exception {
    List<Threads.Call<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      calls.add(Threads.start(this::takeTurns));
    }
    for (Threads.Call<Boolean> call : calls) {
      assertTrue(call.get());
    }
    assertEquals(THREADS * TURNS, turns);
    assertTrue(lock.tryLock(), "the last has let go of it");
  }

  private boolean takeTurns() {
    for (int i = 0; i < TURNS; i++) {
      lock.lock();
      try {
        turns++;
      } finally {
        lock.unlock();
      }
    }
    return true;
  }

  @Test
  void anInterruptTakesEffectAfterTheTurnHasCome() throws Exception {
    lock.lock();
    Threads.Call<Boolean> call = Threads.start(this::isInterruptedInTurn).awaitIn("park");
    call.thread().interrupt();
    awaitThatItIsSeen(call.thread());
    call.awaitIn("park");
    assertFalse(lock.tryLock(), "it was not let go of");
    lock.unlock();
    assertTrue(call.get(), "the thread is not interrupted any more");
  }

  private boolean isInterruptedInTurn() {
    lock.lock();
    try {
      return Thread.interrupted();
    } finally {
      lock.unlock();
    }
  }

  private static void awaitThatItIsSeen(Thread interrupted) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (interrupted.isInterrupted()) {
      assertTrue(System.nanoTime() - deadline < 0, "the interrupt stays, and the thread spins");
      Thread.onSpinWait();
    }
  }
}

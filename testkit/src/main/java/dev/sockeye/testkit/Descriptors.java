package dev.sockeye.testkit;

import java.io.File;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.function.Executable;

/** Counts the open descriptors of this process. */
public final class Descriptors {

  private static final File OPEN = new File("/proc/self/fd");
  private static final int WARM_UP = 5;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private Descriptors() {}

  /**
   * Counts.
   *
   * @return how many are open
   */
  public static int count() {
    String[] open = OPEN.list();
    if (open == null) {
      throw new AssertionError("this system has no " + OPEN);
    }
    return open.length;
  }

  /**
   * Checks that an action leaves as many descriptors open as there were.
   *
   * @param times how often it is done, after a few times that do not count
   * @param action the action
   * @throws Throwable what the action throws
   */
  public static void assertKept(int times, Executable action) throws Throwable {
    for (int i = 0; i < WARM_UP; i++) {
      action.execute();
    }
    int before = count();
    for (int i = 0; i < times; i++) {
      action.execute();
    }
    // Other threads of this process may have some open for a moment, never one for each time.
    int allowed = Math.min(4, times / 20);
    awaitAtMost(before + allowed, times + " times");
  }

  /**
   * Waits until no more descriptors are open than there should be.
   *
   * @param allowed how many there may be
   * @param what is to blame if there are more
   */
  public static void awaitAtMost(int allowed, String what) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (count() > allowed) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(what + " left " + (count() - allowed) + " descriptors too many");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}

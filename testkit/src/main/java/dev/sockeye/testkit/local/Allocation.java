package dev.sockeye.testkit.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What a loop that is warm allocates on the heap. */
public final class Allocation {

  private static final long PATIENCE = Duration.ofSeconds(50).toNanos();
  private static final int ROUNDS = 5000;

  private Allocation() {}

  /** One turn of the loop. */
  @FunctionalInterface
  public interface Round {

    /**
     * Does it.
     *
     * @throws IOException if it fails, and the test with it
     */
    void run() throws IOException;
  }

  /**
   * Asserts that it is nothing on the calling thread, once the compiler has seen it all.
   *
   * @param round one turn
   * @throws IOException if that fails
   */
  public static void assertNone(Round round) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    long end = System.nanoTime() + PATIENCE;
    while (least > 0 && System.nanoTime() < end) {
      long before = threads.getThreadAllocatedBytes(self);
      for (int i = 0; i < ROUNDS; i++) {
        round.run();
      }
      least = Math.min(least, (threads.getThreadAllocatedBytes(self) - before) / ROUNDS);
    }
    assertEquals(0, least, "bytes a round");
  }
}

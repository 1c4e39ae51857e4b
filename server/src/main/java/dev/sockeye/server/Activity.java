package dev.sockeye.server;

import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The calls of a blocking handler that are under way, and since when nothing has moved meanwhile,
 * in either direction. What the handler takes for itself, without a call, is not the peer's time.
 * For any thread.
 */
final class Activity {

  private static final int SEALED = Integer.MIN_VALUE;

  private final boolean timed;
  private final AtomicInteger calls = new AtomicInteger(); // Negative once sealed.
  private volatile long since; // By System.nanoTime(); of no meaning while no call is under way.

  /**
   * Creates it.
   *
   * @param timed whether {@link #quietFor} will be asked
   */
  Activity(boolean timed) {
    this.timed = timed;
  }

  /** Begins a call, to be ended by {@link #end} unless this throws. */
  void begin() throws ClosedChannelException {
    if (timed && calls.get() == 0) {
      since = System.nanoTime(); // before the call counts, so that nobody sees an older time
    }
    if (calls.incrementAndGet() < 0) {
      calls.decrementAndGet();
      throw new ClosedChannelException();
    }
  }

  void end() {
    calls.decrementAndGet();
  }

  void moves() {
    if (timed) {
      since = System.nanoTime();
    }
  }

  /** For how long nothing has moved; 0 if nobody waits for that. */
  long quietFor() {
    return calls.get() <= 0 ? 0 : System.nanoTime() - since;
  }

  /** Lets no further call begin; {@code false} if one is under way. */
  boolean seal() {
    return calls.compareAndSet(0, SEALED);
  }
}

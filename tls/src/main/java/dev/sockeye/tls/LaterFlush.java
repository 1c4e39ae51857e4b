package dev.sockeye.tls;

import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Gets to the peer what a write has taken, though no other call follows: as soon as there is room,
 * which in blocking mode, where a write leaves something only when its time was over, takes a
 * thread that waits.
 */
final class LaterFlush {

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long IDLE_SECONDS = 5;

  /** Grows with the number of peers that do not read, and only then has threads. */
  private static final ExecutorService WAITING =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          LaterFlush::thread);

  private final TlsOutput output;
  private final StreamEndpoint below;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private volatile boolean failed; // only ever set

  LaterFlush(TlsOutput output, StreamEndpoint below) {
    this.output = output;
    this.below = below;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "sockeye-tls-flush");
    thread.setDaemon(true);
    return thread;
  }

  boolean isUnderWay() {
    return underWay.get();
  }

  /** A write has failed: the next one meets it, and there is nothing to wait for. */
  void giveUp() {
    failed = true;
  }

  /** Begins it, unless it is under way. */
  void begin() {
    if (failed || !below.isOpen() || !underWay.compareAndSet(false, true)) {
      return;
    } else if (below.isBlocking()) {
      WAITING.execute(this::flushBlocking);
    } else {
      Below.arm(below, OP_WRITE, () -> Readiness.shared().execute(this::flushNow));
    }
  }

  private void flushBlocking() {
    while (output.hasPending() && below.isOpen() && below.isBlocking() && !failed) {
      flushInTime();
    }
    finish();
  }

  private void flushInTime() {
    boolean timedOut = false;
    output.lock().lock();
    try {
      output.flush(Deadline.NEVER);
    } catch (SocketTimeoutException e) {
      timedOut = true; // The limit is a caller's, and may be short: nobody waits here.
    } catch (IOException e) {
      giveUp();
    } finally {
      output.lock().unlock();
    }
    if (timedOut) {
      LockSupport.parkNanos(PAUSE);
    }
  }

  /** On the thread that waits for all, which must not block: the mode changes under the lock. */
  private void flushNow() {
    if (output.lock().tryLock()) {
      try {
        if (!below.isBlocking()) {
          output.flush(Deadline.NEVER);
        }
      } catch (IOException e) {
        giveUp();
      } finally {
        output.lock().unlock();
      }
    }
    finish();
  }

  private void finish() {
    underWay.set(false);
    output.settle();
  }
}

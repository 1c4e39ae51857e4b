package dev.sockeye.tls;

import dev.sockeye.spi.Deadline;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How calls of one direction queue: as with a JDK channel an interrupt takes effect only when it is
 * the call's turn, in the stream underneath.
 */
final class Turns {

  private Turns() {}

  /**
   * Takes a lock.
   *
   * @throws SocketTimeoutException if the deadline passes before
   */
  static void lock(ReentrantLock lock, long deadline) throws SocketTimeoutException {
    if (deadline == Deadline.NEVER) {
      lock.lock();
    } else if (!tryLock(lock, deadline)) {
      throw new SocketTimeoutException("timed out: another thread's call was not over");
    }
  }

  /** Takes a lock, if it is free before the deadline. */
  static boolean tryLock(ReentrantLock lock, long deadline) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return lock.tryLock() || lock.tryLock(Deadline.remaining(deadline), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

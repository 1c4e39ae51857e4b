package dev.sockeye.posix;

import dev.sockeye.internal.CurrentThread;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.Channel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Input or output of a native socket: who may use it, how its calls wait, and the memory that they
 * use. All but {@link #wake}, {@link #hasDeferred} and the signal is for the holder of the lock.
 */
final class Direction implements Runnable {

  private static final long FIRST_BACKOFF = 50_000;
  private static final long LONGEST_BACKOFF = 5_000_000;

  final ReentrantLock lock = new ReentrantLock();
  final Staging staging = new Staging();

  private final int events;
  private final Pollfd pollfd = new Pollfd();

  private volatile Thread parked;
  private volatile boolean signalled;
  private WakeablePoll polling; // guarded by this

  /** Whether only {@code shutdown(2)} wakes the call under way; read by who closes the socket. */
  boolean wokenByShutdown;

  private long backoff;

  private volatile IOException deferred; // what the next call is to tell

  Direction(int events) {
    this.events = events;
  }

  /**
   * Takes the lock, which a call without a timeout may hold for long.
   *
   * @param timeout how long to wait for it, 0 for ever, negative likewise
   * @return what is left of the timeout, for the call itself
   */
  long acquire(long timeout) throws SocketTimeoutException {
    if (lock.tryLock()) {
      return timeout;
    } else if (timeout <= 0) {
      lock.lock();
      return timeout;
    }
    long deadline = Deadline.after(timeout);
    if (!tryLockUntil(deadline)) {
      throw new SocketTimeoutException("timed out, while another thread is in a call");
    }
    return Math.max(1, Deadline.remaining(deadline));
  }

  /** An interrupt takes effect once the lock is held: the call of the other thread goes on. */
  private boolean tryLockUntil(long deadline) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return lock.tryLock(Deadline.remaining(deadline), TimeUnit.NANOSECONDS);
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

  /** Ends a call. */
  void unlock() {
    staging.giveBack();
    lock.unlock();
  }

  // What the system has told and no caller has been told yet.

  /** Keeps a failure that came after something had been done, which the call tells of instead. */
  void defer(IOException failure) {
    deferred = failure;
  }

  void throwDeferred() throws IOException {
    IOException failure = deferred;
    if (failure != null) {
      deferred = null;
      throw failure;
    }
  }

  boolean hasDeferred() {
    return deferred != null;
  }

  // Waiting.

  /** What is ready of it now. */
  int ready(int fd) {
    return pollfd.poll(fd, events, 0);
  }

  /**
   * Waits until the descriptor may be ready, this is woken, or the deadline is over. A shutdown
   * never ends a {@code poll(2)} for output.
   */
  void await(SharedDescriptor descriptor, Channel socket, long deadline)
      throws SocketTimeoutException {
    long remaining = remaining(deadline);
    if (CurrentThread.isVirtual()) {
      park(descriptor, socket, deadline);
    } else if (wokenByShutdown && events == Abi.POLLIN) {
      pollfd.poll(descriptor.number(), events, millis(remaining));
    } else if (!pollWakeably(descriptor.number(), socket, millis(remaining))) {
      park(descriptor, socket, deadline);
    }
  }

  private static long remaining(long deadline) throws SocketTimeoutException {
    long remaining = Deadline.remaining(deadline);
    if (remaining <= 0) {
      throw new SocketTimeoutException("timed out");
    }
    return remaining;
  }

  /** For {@code poll(2)}, rounded up. */
  private static int millis(long nanos) {
    return nanos == Deadline.NEVER
        ? -1
        : (int) Math.min(Integer.MAX_VALUE, (nanos + 999_999) / 1_000_000);
  }

  /** Gives {@code false} if it did not wait, since the system has nothing to wake it by. */
  private boolean pollWakeably(int fd, Channel socket, int timeoutMillis) {
    WakeablePoll poll = WakeablePoll.take();
    if (poll == null) {
      return false;
    }
    polling(poll);
    try {
      if (!signalled && socket.isOpen()) { // else nobody may have seen that this polls
        poll.await(fd, events, timeoutMillis);
      }
    } finally {
      polling(null);
      signalled = false;
      poll.giveBack();
    }
    return true;
  }

  private synchronized void polling(WakeablePoll poll) {
    polling = poll;
  }

  /** Parks until the descriptor is ready, which the epoll thread tells. */
  private void park(SharedDescriptor descriptor, Channel socket, long deadline)
      throws SocketTimeoutException {
    if (descriptor.arm(events, this)) {
      park(socket, deadline);
    } else {
      backOff(deadline);
    }
  }

  /** Ends early at will. */
  private void park(Channel socket, long deadline) {
    parked = Thread.currentThread();
    boolean interrupted = false; // which closes the socket, or is to be of no effect
    try {
      while (!signalled && socket.isOpen()) {
        long remaining = Deadline.remaining(deadline);
        if (remaining <= 0) {
          return;
        }
        interrupted |= Thread.interrupted(); // or a park would be none
        LockSupport.parkNanos(this, remaining);
      }
    } finally {
      parked = null;
      signalled = false;
      restore(interrupted);
    }
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Before the first {@link #backOff} of a call. */
  void resetBackoff() {
    backoff = FIRST_BACKOFF;
  }

  /** Waits a while, longer each time, where the system does not tell when to try again. */
  void backOff(long deadline) throws SocketTimeoutException {
    long remaining = remaining(deadline);
    parked = Thread.currentThread();
    boolean interrupted = Thread.interrupted(); // or the park would be none
    LockSupport.parkNanos(this, Math.min(remaining, backoff));
    parked = null;
    restore(interrupted);
    backoff = Math.min(LONGEST_BACKOFF, backoff * 2);
  }

  /** Lets who waits try again, or the next who would. */
  void signal() {
    signalled = true;
    wake();
  }

  /** The descriptor is ready. */
  @Override
  public void run() {
    signal();
  }

  /** Lets who waits look whether the socket is still open. */
  void wake() {
    LockSupport.unpark(parked);
    synchronized (this) {
      if (polling != null) {
        polling.wake();
      }
    }
  }
}

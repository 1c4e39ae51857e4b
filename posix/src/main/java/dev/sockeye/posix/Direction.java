package dev.sockeye.posix;

import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Input or output of a native socket: who may use it, how its calls wait, and the memory that they
 * use. All but {@link #wake}, {@link #hasDeferred} and the signal is for the holder of the lock.
 */
final class Direction {

  static final int POLLFD_SIZE = 8;

  private static final long FIRST_BACKOFF = 50_000;
  private static final long LONGEST_BACKOFF = 5_000_000;

  final ReentrantLock lock = new ReentrantLock();

  private final int events;
  private final Memory pollfd = Memory.allocate(POLLFD_SIZE);
  private final Runnable signal = this::signal;

  private volatile Thread parked;
  private volatile boolean signalled;

  private long backoff;

  private volatile IOException deferred; // what the next call is to tell

  // What heap buffers are copied through: its own, or more that is lent for a call.
  private Memory own;
  private Memory lent;

  // The last direct buffer and its address: asking the JVM for it costs more than the call of libc.
  private ByteBuffer direct;
  private long directAddress;

  Direction(int events) {
    this.events = events;
  }

  int events() {
    return events;
  }

  Runnable toSignal() {
    return signal;
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
    giveBack();
    lock.unlock();
  }

  private void giveBack() {
    if (lent != null) {
      StagingPool.giveBack(lent);
      lent = null;
    }
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

  /** {@code poll(2)}, of one descriptor for this direction; gives what is ready. */
  int poll(int fd, int timeoutMillis) {
    return poll(pollfd, fd, events, timeoutMillis);
  }

  /** {@code poll(2)}, of one descriptor; gives what is ready. */
  static int poll(Memory pollfd, int fd, int events, int timeoutMillis) {
    pollfd.bytes.putInt(0, fd).putShort(4, (short) events).putShort(6, (short) 0);
    Bindings.libc().poll(pollfd.address, 1, timeoutMillis);
    return pollfd.bytes.getShort(6);
  }

  void resetBackoff() {
    backoff = FIRST_BACKOFF;
  }

  void backOff(long remaining) {
    parked = Thread.currentThread();
    LockSupport.parkNanos(this, Math.min(remaining, backoff));
    parked = null;
    backoff = Math.min(LONGEST_BACKOFF, backoff * 2);
  }

  /** Parks until signalled; the signal must have been armed. Ends early at will. */
  void park(Channel socket, long deadline) {
    parked = Thread.currentThread();
    try {
      while (!signalled && socket.isOpen()) {
        long remaining = Deadline.remaining(deadline);
        if (remaining <= 0) {
          return;
        }
        LockSupport.parkNanos(this, remaining);
      }
    } finally {
      parked = null;
      signalled = false;
    }
  }

  private void signal() {
    signalled = true;
    wake();
  }

  /** Lets a parked thread look again. */
  void wake() {
    LockSupport.unpark(parked);
  }

  // Memory.

  /** Where a call may put so many bytes for a buffer, to be {@linkplain #take taken} then. */
  long addressFor(ByteBuffer dst, int length) {
    return dst.isDirect() ? addressOf(dst) : staging(length).address;
  }

  /** Gives a buffer what a call put there for it. */
  void take(ByteBuffer dst, int length) {
    int position = dst.position();
    if (!dst.isDirect()) {
      dst.put(position, staging(0).bytes, 0, length);
    }
    dst.position(position + length);
  }

  /** Where a call finds so many bytes of a buffer. */
  long addressOf(ByteBuffer src, int length) {
    if (src.isDirect()) {
      return addressOf(src);
    }
    Memory copy = staging(length);
    copy.bytes.put(0, src, src.position(), length);
    return copy.address;
  }

  /** The address of a direct buffer's position. */
  @SuppressWarnings("ReferenceEquality") // equal buffers lie elsewhere
  private long addressOf(ByteBuffer buffer) {
    if (buffer != direct) {
      directAddress = Memory.addressOf(buffer);
      direct = buffer;
    }
    return directAddress + buffer.position();
  }

  /**
   * Memory of at least a size, to be used until {@link #unlock}; in one call always the same,
   * unless a larger one is asked for. Of its own a direction keeps little, as there may be
   * thousands.
   */
  Memory staging(int size) {
    if (lent == null && size > StagingPool.SMALL) {
      lent = StagingPool.take(size);
    } else if (lent != null && lent.size() < size) {
      giveBack();
      lent = StagingPool.take(size);
    }
    return lent == null ? own() : lent;
  }

  private Memory own() {
    if (own == null) {
      own = Memory.allocate(StagingPool.SMALL);
    }
    return own;
  }
}

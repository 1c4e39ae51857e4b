package dev.sockeye.locked;

import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.locks.Condition;

/**
 * Where the blocking calls of one direction of a {@link LockedSocket} wait: the one place that
 * knows about turns, deadlines, close and interrupt. To be used with the socket's lock held.
 *
 * <p>A call takes its turn ({@link #enter}), sees to a pending interrupt ({@link #begin}), tries,
 * and waits as long as it finds nothing ({@link #await}); whatever happens it ends its turn ({@link
 * #leave}).
 */
public final class WaitQueue {

  private final LockedSocket<?> socket;
  private final Condition changed;
  private boolean busy; // a call has its turn
  private int queued; // calls that wait for theirs

  WaitQueue(LockedSocket<?> socket) {
    this.socket = socket;
    changed = socket.lock().newCondition();
  }

  /**
   * Waits for the caller's turn, to be ended by {@link #leave}: calls of one direction queue. As
   * with a JDK channel, an interrupt takes effect only then.
   *
   * @param operation the call, for messages
   * @param deadline until when, of {@link AddressSpace#deadline}
   * @param wait whether to wait in blocking mode
   * @return {@code false} if another call has its turn and this one may not wait
   * @throws SocketTimeoutException if the deadline had passed already
   * @throws AsynchronousCloseException if closed meanwhile
   * @throws IOException never else
   */
  public boolean enter(String operation, long deadline, boolean wait) throws IOException {
    boolean interrupted = false;
    try {
      while (busy) {
        if (!wait || !socket.isBlocking()) {
          return false;
        }
        interrupted |= awaitTurn(operation, deadline);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    busy = true;
    return true;
  }

  /** Tells whether the thread was interrupted, which it then no longer is. */
  private boolean awaitTurn(String operation, long deadline) throws IOException {
    requireTime(operation, deadline);
    queued++;
    boolean interrupted = false;
    try {
      socket.space().await(changed, deadline);
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      queued--;
    }
    requireStillOpen();
    return interrupted;
  }

  /** Ends the caller's turn. */
  public void leave() {
    busy = false;
    if (queued > 0) {
      changed.signalAll();
    }
  }

  /**
   * As {@link java.nio.channels.spi.AbstractInterruptibleChannel} begins a blocking call.
   *
   * @throws ClosedByInterruptException if the thread is interrupted and the call may block; the
   *     socket is closed then
   */
  public void begin() throws ClosedByInterruptException {
    if (socket.isBlocking() && isInterruptible() && Thread.currentThread().isInterrupted()) {
      socket.close();
      throw new ClosedByInterruptException();
    }
  }

  /**
   * Lets go of the lock until something has changed. It may not be what the caller waits for: look,
   * and wait again.
   *
   * @param operation the call, for messages
   * @param deadline until when, of {@link AddressSpace#deadline}
   * @throws SocketTimeoutException if the deadline had passed already
   * @throws AsynchronousCloseException if closed meanwhile
   * @throws ClosedByInterruptException if interrupted; the socket is closed then
   * @throws IOException never else
   */
  public void await(String operation, long deadline) throws IOException {
    requireTime(operation, deadline);
    boolean held = !isInterruptible() && Thread.interrupted();
    try {
      socket.space().await(changed, deadline);
    } catch (InterruptedException e) {
      held = true;
      if (isInterruptible()) {
        socket.close();
        throw new ClosedByInterruptException();
      }
    } finally {
      if (held) {
        Thread.currentThread().interrupt();
      }
    }
    requireStillOpen();
  }

  private boolean isInterruptible() {
    return !socket.isUninterruptible();
  }

  private void requireStillOpen() throws AsynchronousCloseException {
    if (!socket.isOpen()) {
      throw new AsynchronousCloseException();
    }
  }

  private void requireTime(String operation, long deadline) throws IOException {
    if (deadline != Deadline.NEVER && socket.space().nanoTime() >= deadline) {
      throw socket.failure(operation, new SocketTimeoutException("timed out"));
    }
  }

  /** Wakes whoever waits, also those that asked for readiness. */
  public void changed() {
    changed.signalAll();
    socket.tellReadiness();
  }
}

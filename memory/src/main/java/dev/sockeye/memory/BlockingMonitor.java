package dev.sockeye.memory;

import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.locks.Condition;

/**
 * Where the blocking calls of one direction of a socket wait: the one place that knows about
 * deadlines, close and interrupt. To be used with the kernel's lock held.
 */
final class BlockingMonitor {

  private final MemorySocket<?> socket;
  private final Condition changed;
  private boolean busy; // a call has its turn
  private int queued; // calls that wait for theirs

  BlockingMonitor(MemorySocket<?> socket) {
    this.socket = socket;
    changed = socket.kernel().lock().newCondition();
  }

  /**
   * Waits for the caller's turn, to be ended by {@link #leave}: calls of one direction queue. As
   * with a JDK channel, an interrupt takes effect only then.
   *
   * @param operation the call, for messages
   * @param deadline until when
   * @param wait whether to wait in blocking mode
   * @return {@code false} if another call has its turn and this one may not wait
   */
  boolean enter(String operation, long deadline, boolean wait) throws IOException {
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
      socket.kernel().time().await(socket.kernel().lock(), changed, deadline);
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      queued--;
    }
    if (!socket.isOpen()) {
      throw new AsynchronousCloseException();
    }
    return interrupted;
  }

  /** Ends the caller's turn. */
  void leave() {
    busy = false;
    if (queued > 0) {
      changed.signalAll();
    }
  }

  /** As {@link java.nio.channels.spi.AbstractInterruptibleChannel} begins a blocking call. */
  void begin() throws ClosedByInterruptException {
    if (socket.isBlocking() && Thread.currentThread().isInterrupted()) {
      socket.close();
      throw new ClosedByInterruptException();
    }
  }

  /**
   * Lets go of the lock until something has changed. It may not be what the caller waits for: look,
   * and wait again.
   *
   * @param operation the call, for messages
   * @param deadline until when
   * @throws SocketTimeoutException if the deadline had passed already
   * @throws AsynchronousCloseException if closed meanwhile
   * @throws ClosedByInterruptException if interrupted; the socket is closed then
   */
  void await(String operation, long deadline) throws IOException {
    requireTime(operation, deadline);
    try {
      socket.kernel().time().await(socket.kernel().lock(), changed, deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      socket.close();
      throw new ClosedByInterruptException();
    }
    if (!socket.isOpen()) {
      throw new AsynchronousCloseException();
    }
  }

  private void requireTime(String operation, long deadline) throws IOException {
    if (deadline != MemoryTime.NEVER && socket.kernel().time().nanoTime() >= deadline) {
      throw timedOut(operation);
    }
  }

  private IOException timedOut(String operation) {
    return SocketFailure.describe(
        operation,
        socket.kind().scheme(),
        socket.local(),
        socket.knownRemote(),
        new SocketTimeoutException("timed out"));
  }

  /** Wakes whoever waits, also those that asked for readiness. */
  void changed() {
    changed.signalAll();
    socket.tellReadiness();
  }
}

package dev.sockeye.nio;

import dev.sockeye.internal.CurrentThread;
import dev.sockeye.spi.Deadline;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;

/**
 * Lets one thread at a time wait until a non-blocking channel can do something, {@code poll(2)} of
 * one descriptor. No descriptor is kept for it: a thread borrows a selector of {@link SelectorPool}
 * for the wait; a virtual one, which must not block its carrier, and one that finds none left share
 * the {@link SharedSelector}.
 */
final class ReadinessWait {

  private final SelectableChannel channel;
  private final SharedSelector shared;

  private SelectorPool.Lent borrowed; // guarded by this; by the last wait
  private Waiting waiting; // guarded by this; null while no thread waits
  private boolean woken; // guarded by this; a wait that is about to begin is over at once
  private boolean closed; // guarded by this; only ever set

  /**
   * Creates it. That of a closed channel is closed itself.
   *
   * @param channel what to wait for
   * @param shared of the direction that is waited for
   */
  ReadinessWait(SelectableChannel channel, SharedSelector shared) {
    this.channel = channel;
    this.shared = shared;
    closed = !channel.isOpen();
  }

  /**
   * Waits until the channel may be ready. It may not be: the caller tries, and waits again.
   *
   * @param ops for what
   * @param deadline until when, of {@link Deadline}
   * @param owner is closed when the waiting thread is interrupted; {@code null} to wait on then
   * @throws SocketTimeoutException if the deadline had passed already
   * @throws AsynchronousCloseException if closed meanwhile
   * @throws ClosedByInterruptException if interrupted; the owner is closed then
   */
  void await(int ops, long deadline, Closeable owner) throws IOException {
    if (Deadline.remaining(deadline) <= 0) {
      throw new SocketTimeoutException("timed out");
    }
    if (owner == null) {
      pauseUninterruptibly(ops, deadline);
    } else {
      pause(ops, deadline);
      if (Thread.currentThread().isInterrupted()) {
        owner.close();
        throw new ClosedByInterruptException();
      }
    }
    if (!channel.isOpen()) {
      throw new AsynchronousCloseException();
    }
  }

  /** A pause that an interrupt ends has found nothing: the caller tries, and waits again. */
  private void pauseUninterruptibly(int ops, long deadline) throws IOException {
    boolean interrupted = Thread.interrupted(); // or the pause would be none
    try {
      pause(ops, deadline);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void pause(int ops, long deadline) throws IOException {
    Waiting how = begin();
    try {
      how.await(channel, ops, deadline);
    } catch (CancelledKeyException | ClosedChannelException e) {
      throw closedMeanwhile(e);
    } finally {
      end(how);
    }
  }

  private synchronized Waiting begin() throws IOException {
    if (closed) {
      throw new AsynchronousCloseException();
    }
    waiting = CurrentThread.isVirtual() || !borrow() ? shared.waiting() : borrowed;
    if (woken) {
      woken = false;
      waiting.wakeup();
    }
    return waiting;
  }

  private boolean borrow() {
    try {
      borrowed = SelectorPool.lend(this, borrowed);
      return borrowed != null;
    } catch (IOException e) {
      return false; // No descriptor is left: the shared selector needs none once it is open.
    }
  }

  private synchronized void end(Waiting how) {
    how.end();
    waiting = null;
    notifyAll();
  }

  private static IOException closedMeanwhile(Exception e) {
    AsynchronousCloseException closed = new AsynchronousCloseException();
    closed.initCause(e);
    return closed;
  }

  /** Makes the waiting thread, or one that is about to wait, try again. */
  synchronized void wakeup() {
    if (waiting == null) {
      woken = true;
    } else {
      waiting.wakeup();
    }
  }

  /** Sees to it that the channel is registered with no selector. No thread may be waiting. */
  synchronized void release() throws IOException {
    if (borrowed != null) {
      borrowed.release(this);
      borrowed = null;
    }
  }

  /** Wakes the waiting thread, for good. When this returns the channel is wholly closed. */
  synchronized void close() throws IOException {
    closed = true;
    boolean interrupted = false;
    while (waiting != null) {
      waiting.wakeup();
      interrupted |= isInterruptedWhileWaiting();
    }
    release();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // close() is the loop
  private boolean isInterruptedWhileWaiting() {
    try {
      wait();
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }
}

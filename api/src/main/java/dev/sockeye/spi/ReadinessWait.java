package dev.sockeye.spi;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * Lets one thread at a time wait until a non-blocking channel can do something, {@code poll(2)} of
 * one descriptor. It has a selector of its own, opened by the first wait and kept, so that a
 * further wait is one system call.
 */
final class ReadinessWait {

  private final SelectableChannel channel;

  private Selector selector; // guarded by this
  private SelectionKey key; // guarded by this
  private boolean woken; // guarded by this; a wait that is about to begin is over at once
  private boolean closed; // guarded by this; only ever set

  /**
   * Creates it.
   *
   * @param channel what to wait for
   */
  ReadinessWait(SelectableChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits until the channel may be ready. It may not be: the caller tries, and waits again.
   *
   * @param ops for what
   * @param deadline until when, of {@link Deadline}
   * @param owner is closed when the waiting thread is interrupted
   * @throws SocketTimeoutException if the deadline had passed already
   * @throws AsynchronousCloseException if closed meanwhile
   * @throws ClosedByInterruptException if interrupted; the owner is closed then
   */
  void await(int ops, long deadline, Closeable owner) throws IOException {
    if (Deadline.remaining(deadline) <= 0) {
      throw new SocketTimeoutException("timed out");
    }
    try {
      registered(ops).select(ReadinessWait::ignore, Deadline.remainingMillis(deadline));
    } catch (ClosedSelectorException | CancelledKeyException | ClosedChannelException e) {
      throw closedMeanwhile(e);
    }
    if (Thread.currentThread().isInterrupted()) {
      owner.close();
      throw new ClosedByInterruptException();
    }
    if (!channel.isOpen()) {
      throw new AsynchronousCloseException();
    }
  }

  /** There is one key: what matters is that the wait is over. */
  private static void ignore(SelectionKey key) {}

  private static IOException closedMeanwhile(Exception e) {
    AsynchronousCloseException closed = new AsynchronousCloseException();
    closed.initCause(e);
    return closed;
  }

  private synchronized Selector registered(int ops) throws IOException {
    if (closed) {
      throw new AsynchronousCloseException();
    }
    if (selector == null) {
      Selector opened = Selector.open();
      try {
        key = channel.register(opened, ops);
      } catch (IOException | RuntimeException e) {
        opened.close();
        throw e;
      }
      selector = opened;
      if (woken) {
        woken = false;
        selector.wakeup();
      }
    } else if (key.interestOps() != ops) {
      key.interestOps(ops);
    }
    return selector;
  }

  /** Makes the waiting thread, or one that is about to wait, try again. */
  synchronized void wakeup() {
    if (selector == null) {
      woken = true;
    } else {
      selector.wakeup();
    }
  }

  /** Gives the selector back; the next wait opens another. No thread may be waiting. */
  synchronized void release() throws IOException {
    if (selector != null) {
      selector.close();
      selector = null;
      key = null;
    }
  }

  /** Wakes the waiting thread, for good. */
  synchronized void close() throws IOException {
    closed = true;
    release();
  }
}

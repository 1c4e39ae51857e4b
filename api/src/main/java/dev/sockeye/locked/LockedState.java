package dev.sockeye.locked;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.ReentrantLock;

/** Whether a socket is open, and the lock of its {@link AddressSpace}, which guards all else. */
abstract class LockedState {

  private final AddressSpace space;
  private volatile boolean open = true; // only ever cleared, under the lock

  LockedState(AddressSpace space) {
    this.space = space;
  }

  final AddressSpace space() {
    return space;
  }

  /**
   * The space's lock.
   *
   * @return always the same
   */
  public final ReentrantLock lock() {
    return space.lock();
  }

  /**
   * Tells whether this has not been closed.
   *
   * @return whether
   */
  public final boolean isOpen() {
    return open;
  }

  /** Closes it, and tells whether it was open until now. The caller holds the lock. */
  final boolean endState() {
    boolean was = open;
    open = false;
    return was;
  }

  /**
   * Throws if this is closed.
   *
   * @throws ClosedChannelException if so
   */
  public final void requireOpen() throws ClosedChannelException {
    if (!open) {
      throw new ClosedChannelException();
    }
  }

  /**
   * Does something at once, while nothing changes, if this is open.
   *
   * @param <T> its result
   * @param step what
   * @return the result
   * @throws ClosedChannelException if closed
   * @throws IOException if it fails
   */
  public final <T> T whileOpen(Step<T> step) throws IOException {
    lock().lock();
    try {
      requireOpen();
      return step.run();
    } finally {
      lock().unlock();
    }
  }
}

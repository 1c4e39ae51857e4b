package dev.sockeye.locked;

import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What {@link LockedSocket}s that meet share: their transport's name, the lock that guards all
 * their state, who is bound to which address, and the clock of their timeouts. The lock is held
 * while bytes are copied, and never while a call waits.
 */
public abstract class AddressSpace {

  private final String transport;
  private final ReentrantLock lock;

  /**
   * Creates a space.
   *
   * @param transport the transport's name, for messages
   * @param lock the lock
   */
  protected AddressSpace(String transport, ReentrantLock lock) {
    this.transport = transport;
    this.lock = lock;
  }

  /**
   * The transport's name.
   *
   * @return such as {@code memory}
   */
  public final String transport() {
    return transport;
  }

  /**
   * Guards the state of all sockets of this space.
   *
   * @return always the same
   */
  public final ReentrantLock lock() {
    return lock;
  }

  /**
   * Throws unless an address is of this space's kind.
   *
   * @param socket what is to be bound to it or to be connected with it
   * @param address the address
   * @throws java.nio.channels.UnsupportedAddressTypeException if it is not
   */
  protected abstract void check(LockedSocket<?> socket, SocketAddress address);

  /**
   * Binds a socket. The caller holds the lock.
   *
   * @param socket the socket
   * @param wanted where, {@code null} for anywhere
   * @return the real address; {@code null} if it is in use
   * @throws IOException if the address is one that nobody may bind to
   */
  protected abstract SocketAddress bind(LockedSocket<?> socket, SocketAddress wanted)
      throws IOException;

  /**
   * Gives an address back. The caller holds the lock.
   *
   * @param socket a socket that was bound
   * @param address its address
   */
  protected abstract void release(LockedSocket<?> socket, SocketAddress address);

  /**
   * The clock.
   *
   * @return nanoseconds, as {@link System#nanoTime()} counts them
   */
  protected long nanoTime() {
    return System.nanoTime();
  }

  /**
   * Waits until a condition is signalled or the clock has reached the deadline, or for no reason.
   * The caller holds the lock.
   *
   * @param changed a condition of the lock
   * @param deadline until when
   * @throws InterruptedException if interrupted
   */
  @SuppressWarnings("WaitNotInLoop") // WaitQueue's callers loop
  protected void await(Condition changed, long deadline) throws InterruptedException {
    if (deadline == Deadline.NEVER) {
      changed.await();
    } else {
      changed.await(deadline - nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  /**
   * The deadline of a call that begins now.
   *
   * @param timeoutNanos how long it may wait; 0 for ever
   * @return the moment by this clock, or {@link Deadline#NEVER}
   */
  protected long deadline(long timeoutNanos) {
    return Deadline.after(timeoutNanos);
  }
}

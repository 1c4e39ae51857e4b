package dev.sockeye.posix;

import dev.sockeye.Errno;
import dev.sockeye.internal.CurrentThread;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * A descriptor, and how calls on it are made, wait and are woken.
 *
 * <p>Closing wakes calls that block: {@code shutdown(2)} those that wait in the system where it
 * does so, {@link Direction#wake} all others. It shuts down the socket itself, which whoever has a
 * duplicate of the descriptor notices: no call that begins once the socket is {@linkplain #share
 * shared} waits in that way.
 */
public abstract class NativeChannel extends AbstractInterruptibleChannel {

  /** A timeout that lets a call try once. */
  static final long NO_WAIT = -1;

  private static final int EAGAIN = Errno.EAGAIN.number();
  private static final int EINTR = Errno.EINTR.number();
  private static final int ECONNRESET = Errno.ECONNRESET.number();

  private final SharedDescriptor descriptor;
  private final Pollfd pollfd = new Pollfd(); // guarded by itself

  final Direction input = new Direction(Abi.POLLIN);
  final Direction output = new Direction(Abi.POLLOUT);

  private final boolean shutdownWakes;
  private volatile boolean shared; // with another process, or may be; only ever set
  private volatile boolean blocking = true;
  private volatile boolean reset; // only ever set
  private volatile boolean uninterruptible; // only ever set

  /**
   * Becomes the owner of a descriptor.
   *
   * @param shutdownWakes whether {@code shutdown(2)} wakes calls on it that block
   */
  NativeChannel(int fd, boolean shutdownWakes) {
    descriptor = new SharedDescriptor(fd);
    this.shutdownWakes = shutdownWakes;
  }

  /** A system call with what differs between calls; the implementations capture nothing. */
  @FunctionalInterface
  interface Call {
    long make(int fd, long address, long length, int flags);
  }

  /**
   * Whether a direction was shut down by this end. For datagrams the system tells nobody who asks
   * without waiting, though a poll says that there is something.
   */
  boolean isShut(Direction direction) {
    return false;
  }

  /** What a call gave in that direction; minus EAGAIN if it is to be made again later. */
  long outcome(Direction direction, long result) {
    return result;
  }

  /** Whether output has to be tried from time to time since the system does not tell. */
  boolean outputNeedsBackoff() {
    return false;
  }

  /**
   * Tells whether calls wait.
   *
   * @return whether
   */
  public final boolean isBlocking() {
    return blocking;
  }

  final void setBlocking(boolean block) throws ClosedChannelException {
    ensureOpen();
    blocking = block;
  }

  /** Whether a call was told that the connection broke, which the system tells one call only. */
  final boolean isReset() {
    return reset;
  }

  final void ensureOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  /**
   * Makes a call and waits as long as it has to. The caller holds the direction's lock.
   *
   * @param plain whether a call without a timeout may block in the system, where shutdown wakes it
   * @return the call's result, or minus the error number
   */
  final long perform(
      Direction direction,
      Call call,
      long address,
      long length,
      int flags,
      long timeout,
      boolean plain)
      throws IOException {
    ensureOpen();
    if (!blocking || timeout == NO_WAIT) {
      return once(direction, call, address, length, flags);
    }
    if (uninterruptible) {
      return makeUninterruptibly(direction, call, address, length, flags, timeout, plain);
    }
    long result = -EAGAIN;
    begin();
    try {
      result = make(direction, call, address, length, flags, timeout, plain);
    } finally {
      end(result > 0 || isOpen());
    }
    return result;
  }

  /** No system call here is ended by {@link Thread#interrupt}, but a thread that parks is. */
  private long makeUninterruptibly(
      Direction direction,
      Call call,
      long address,
      long length,
      int flags,
      long timeout,
      boolean plain)
      throws IOException {
    long result = make(direction, call, address, length, flags, timeout, plain);
    if (result <= 0 && !isOpen()) {
      throw new AsynchronousCloseException();
    }
    return result;
  }

  /** From now on an interrupt neither ends a call nor closes this. */
  public final void ignoreInterrupts() {
    uninterruptible = true;
  }

  /** An interrupt has ended a call on something else, that was made for this. */
  final void interrupted() throws IOException {
    if (!uninterruptible) {
      close();
    }
  }

  /** Makes a call that does not wait, which an interrupt so does not end. */
  private long once(Direction direction, Call call, long address, long length, int flags)
      throws IOException {
    long result = make(direction, call, address, length, flags, NO_WAIT, false);
    if (result <= 0 && !isOpen()) {
      throw new AsynchronousCloseException();
    }
    return result;
  }

  private long make(
      Direction direction,
      Call call,
      long address,
      long length,
      int flags,
      long timeout,
      boolean plain)
      throws IOException {
    direction.wokenByShutdown = shutdownWakes && !shared; // written before it is entered, for close
    if (!descriptor.enter()) {
      return -EAGAIN;
    }
    try {
      boolean waitsInCall =
          plain && direction.wokenByShutdown && timeout == 0 && !CurrentThread.isVirtual();
      int first = waitsInCall ? flags : flags | dontWait();
      long deadline = Deadline.after(timeout);
      long result = uninterrupted(direction, call, address, length, first);
      if (result == -EAGAIN && mayWait(direction, timeout)) {
        direction.resetBackoff();
        do {
          await(direction, deadline);
          result = uninterrupted(direction, call, address, length, flags | dontWait());
        } while (result == -EAGAIN && mayWait(direction, timeout));
      }
      return result;
    } finally {
      direction.wokenByShutdown = false;
      descriptor.leave();
    }
  }

  private boolean mayWait(Direction direction, long timeout) {
    return blocking && timeout != NO_WAIT && !isShut(direction) && isOpen();
  }

  private static int dontWait() {
    return Abi.CURRENT.msgDontwait();
  }

  private long uninterrupted(Direction direction, Call call, long address, long length, int flags) {
    long result;
    do {
      result = call.make(descriptor.number(), address, length, flags);
    } while (result == -EINTR && isOpen());
    if (result == -ECONNRESET) {
      reset = true;
    }
    return outcome(direction, result);
  }

  /** Waits until the socket may be ready, closed, or the deadline over. */
  private void await(Direction direction, long deadline) throws SocketTimeoutException {
    if (direction == output && outputNeedsBackoff()) {
      direction.backOff(deadline);
    } else {
      direction.await(descriptor, this, deadline);
    }
  }

  /**
   * Makes a call that does not wait.
   *
   * @param call the call
   * @return its error number, 0 if it succeeded
   * @throws ClosedChannelException if this is closed
   * @throws IOException as the call does
   */
  public final int tryControl(ControlCall call) throws IOException {
    if (!descriptor.enter()) {
      throw new ClosedChannelException();
    }
    try {
      return -Math.min(0, call.make(descriptor.number()));
    } finally {
      Reference.reachabilityFence(call); // and the memory that it captured
      descriptor.leave();
    }
  }

  /** A call with all but the descriptor. */
  @FunctionalInterface
  public interface ControlCall {

    /**
     * Makes it.
     *
     * @param fd the descriptor
     * @return what it gave, the negated error number if it failed
     * @throws IOException if it was not even made
     */
    int make(int fd) throws IOException;
  }

  /** What poll(2) tells of now; -1 if closed. */
  final int readyEvents() {
    synchronized (pollfd) {
      if (!descriptor.enter()) {
        return -1;
      }
      try {
        return pollfd.poll(descriptor.number(), Abi.POLLIN | Abi.POLLOUT, 0);
      } finally {
        descriptor.leave();
      }
    }
  }

  /**
   * Has a call-back made when one of the events is there, or the descriptor fails or is closed; at
   * once if it is closed.
   *
   * @return {@code false} if the system refuses: nobody will call
   */
  final boolean armEvents(int events, Runnable callback) {
    if (!descriptor.enter()) {
      callback.run();
      return true;
    }
    try {
      return descriptor.arm(events, callback);
    } finally {
      descriptor.leave();
    }
  }

  @Override
  protected void implCloseChannel() throws IOException {
    if (descriptor.beginClose()) {
      wakeAll();
    }
    descriptor.close();
  }

  private void wakeAll() {
    if (input.wokenByShutdown || output.wokenByShutdown) {
      Bindings.libc().shutdown(descriptor.number(), Abi.SHUT_RDWR);
    }
    input.wake();
    output.wake();
  }

  /** Notes that others may have the socket, who are to keep it when it is closed here. */
  public final void share() {
    shared = true;
  }

  final boolean isShared() {
    return shared;
  }

  /**
   * Duplicates the descriptor, {@code dup(2)}.
   *
   * @return another of the same socket, to be closed by the caller
   * @throws ClosedChannelException if this is closed
   * @throws IOException if the system refuses
   */
  public final int duplicate() throws IOException {
    share();
    if (!descriptor.enter()) {
      throw new ClosedChannelException();
    }
    try {
      return DescriptorCalls.duplicate(descriptor.number());
    } finally {
      descriptor.leave();
    }
  }
}

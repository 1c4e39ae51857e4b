package dev.sockeye.unix;

import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import dev.sockeye.Pollable;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.Deadline;
import dev.sockeye.spi.ReadinessSource;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A socket that is a descriptor: its life, its waits and its errors.
 *
 * <p>Closing wakes calls that block: {@code shutdown(2)} wakes those in the system, {@link
 * Direction#wake} those that are parked. It shuts down the socket itself, which those notice who
 * have a duplicate of the descriptor; so a call is only shut down upon if one is under way.
 */
abstract class NativeSocket<E extends Endpoint> extends AbstractInterruptibleChannel
    implements Pollable, ReadinessSource {

  /** A timeout that lets a call try once. */
  static final long NO_WAIT = -1;

  private static final int EAGAIN = Errno.EAGAIN.number();
  private static final int EINTR = Errno.EINTR.number();

  /** When a socket is looked at again that the system tells nothing of. */
  private static final long RETRY_MILLIS = 10;

  private final SocketSpec<E> spec;
  private final String transport;
  private final SharedDescriptor descriptor;
  private final Memory readiness = Memory.allocate(Direction.POLLFD_SIZE); // guarded by itself

  final Direction input = new Direction(Layout.POLLIN);
  final Direction output = new Direction(Layout.POLLOUT);
  final NativeOptions options;

  private volatile boolean blocking = true;
  private volatile SocketFile file; // null unless bound by this
  private volatile boolean bound; // only ever set

  NativeSocket(SocketSpec<E> spec, String transport, int fd) {
    this.spec = spec;
    this.transport = transport;
    descriptor = new SharedDescriptor(fd);
    options = new NativeOptions(this);
  }

  /** A system call with what differs between calls; the implementations capture nothing. */
  @FunctionalInterface
  interface Call {
    long make(int fd, long address, long length, int flags);
  }

  /** Whether output has to be tried from time to time since the system does not tell. */
  boolean outputNeedsBackoff() {
    return false;
  }

  /** The peer's address, for messages. */
  SocketAddress knownRemote() {
    return null;
  }

  final String transport() {
    return transport;
  }

  @Override
  public SocketSpec<E> spec() {
    return spec;
  }

  @Override
  public final boolean isBlocking() {
    return blocking;
  }

  final void setBlocking(boolean block) throws ClosedChannelException {
    ensureOpen();
    blocking = block;
  }

  final void ensureOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  // Calls.

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
    long result = -EAGAIN;
    boolean completed = false;
    begin();
    try {
      if (descriptor.enter()) {
        try {
          if (plain && timeout == 0 && blocking && !Native.onVirtualThread()) {
            result = uninterrupted(call, address, length, flags);
          }
          if (result == -EAGAIN) { // not tried yet; or somebody else made the socket non-blocking
            result = tryAndWait(direction, call, address, length, flags, timeout);
          }
        } finally {
          descriptor.leave();
        }
      }
      completed = result > 0 || isOpen();
    } finally {
      end(completed);
    }
    return result;
  }

  private long tryAndWait(
      Direction direction, Call call, long address, long length, int flags, long timeout)
      throws IOException {
    long deadline = Deadline.after(timeout);
    direction.resetBackoff();
    long result;
    while ((result = uninterrupted(call, address, length, flags | dontWait())) == -EAGAIN
        && blocking
        && timeout != NO_WAIT
        && isOpen()) {
      await(direction, deadline);
    }
    return result;
  }

  private static int dontWait() {
    return Layout.CURRENT.msgDontwait();
  }

  private long uninterrupted(Call call, long address, long length, int flags) {
    long result;
    do {
      result = call.make(descriptor.number(), address, length, flags);
      if (result >= 0) {
        return result;
      }
      result = -Native.errno();
    } while (result == -EINTR && isOpen());
    return result;
  }

  /** Waits until the socket may be ready, closed, or the deadline over. */
  final void await(Direction direction, long deadline) throws SocketTimeoutException {
    long remaining = Deadline.remaining(deadline);
    if (remaining <= 0) {
      throw new SocketTimeoutException("timed out");
    } else if (direction == output && outputNeedsBackoff()) {
      direction.backOff(remaining);
    } else if (direction != output && !Native.onVirtualThread()) {
      direction.poll(descriptor.number(), remaining == Deadline.NEVER ? -1 : millis(remaining));
    } else if (descriptor.arm(direction.events(), direction.toSignal())) {
      direction.park(this, deadline); // A poll(2) would not notice that the output is shut down.
    } else {
      direction.backOff(remaining);
    }
  }

  private static int millis(long nanos) {
    return (int) Math.min(Integer.MAX_VALUE, (nanos + 999_999) / 1_000_000);
  }

  /** Takes a direction for a call; gives what is left of the call's timeout. */
  final long acquire(Direction direction, long timeout, String operation) throws IOException {
    try {
      return direction.acquire(timeout);
    } catch (SocketTimeoutException e) {
      throw failure(operation, knownRemote(), e);
    }
  }

  /** Makes a call that does not wait and has no result but success. */
  final void control(String operation, SocketAddress remote, ControlCall call) throws IOException {
    int errno = tryControl(call);
    if (errno != 0) {
      throw failure(operation, remote, errno);
    }
  }

  /** Makes a call that does not wait and gives its error number, 0 if it succeeded. */
  final int tryControl(ControlCall call) throws ClosedChannelException {
    if (!descriptor.enter()) {
      throw new ClosedChannelException();
    }
    try {
      return call.make(descriptor.number()) < 0 ? Native.errno() : 0;
    } finally {
      Reference.reachabilityFence(call); // and the memory that it captured
      descriptor.leave();
    }
  }

  /** A call with all but the descriptor. */
  @FunctionalInterface
  interface ControlCall {
    int make(int fd) throws ClosedChannelException;
  }

  // Life.

  @Override
  protected void implCloseChannel() throws IOException {
    try {
      SocketFile made = file;
      if (made != null) {
        made.remove();
      }
    } finally {
      descriptor.close(this::wakeAll);
    }
  }

  private void wakeAll() {
    input.wake();
    output.wake();
  }

  /** {@code dup(2)}. */
  final int duplicate() throws IOException {
    if (!descriptor.enter()) {
      throw new ClosedChannelException();
    }
    try {
      return Descriptors.duplicate(descriptor.number());
    } finally {
      descriptor.leave();
    }
  }

  // Addresses.

  final void bindTo(SocketAddress local) throws IOException {
    ensureOpen();
    synchronized (this) {
      if (bound || cannotBind()) {
        throw new AlreadyBoundException();
      }
      UnixAddresses.check("bind", local);
      try {
        file = SocketFile.bind(local, options.mode(), () -> bindOnce(local));
      } catch (IOException e) {
        throw SocketFailure.describe("bind", transport, local, null, e);
      }
      bound = true;
    }
    SocketFile.removeIfClosed(file, this);
  }

  private void bindOnce(SocketAddress local) throws IOException {
    Memory address = Memory.allocate(UnixAddresses.SOCKADDR_SIZE);
    int length = UnixAddresses.write(local, address, 0);
    int mode = options.modeBits();
    if (mode >= 0) {
      requireModes();
      control("fchmod", null, fd -> Native.libc().fchmod(fd, mode));
    }
    int errno = tryControl(fd -> Native.libc().bind(fd, address.address, length));
    if (errno != 0) {
      throw new SocketException(
          Errno.ofNumber(errno).map(Errno::text).orElse("errno " + errno)); // described by bindTo
    }
  }

  /** BSDs refuse to change the mode of a socket, and after the bind would be too late. */
  private static void requireModes() {
    if (!Layout.CURRENT.linux()) {
      throw new UnsupportedOperationException(
          "only on Linux has a socket file its MODE from the first instant: bind in a folder that"
              + " only those may enter who may connect");
    }
  }

  /** Whether it is too late to bind. */
  boolean cannotBind() {
    return false;
  }

  final boolean isBound() {
    return bound;
  }

  /** {@code getsockname(2)}; {@code null} if the socket has no name. */
  final SocketAddress localName() throws IOException {
    return name(
        "getsockname", (fd, address, length) -> Native.libc().getsockname(fd, address, length));
  }

  /** {@code getpeername(2)}; {@code null} if the peer has no name. */
  final SocketAddress peerName() throws IOException {
    return name(
        "getpeername", (fd, address, length) -> Native.libc().getpeername(fd, address, length));
  }

  @FunctionalInterface
  private interface NameCall {
    int make(int fd, long address, long length);
  }

  private SocketAddress name(String operation, NameCall call) throws IOException {
    Memory address = Memory.allocate(UnixAddresses.SOCKADDR_SIZE + 4);
    int lengthAt = UnixAddresses.SOCKADDR_SIZE;
    address.putInt(lengthAt, UnixAddresses.SOCKADDR_SIZE);
    control(operation, null, fd -> call.make(fd, address.address, address.address + lengthAt));
    return UnixAddresses.read(address, 0, address.getInt(lengthAt));
  }

  private SocketAddress localNameOrNull() {
    try {
      return isOpen() ? localName() : null;
    } catch (IOException e) {
      return null; // The message does without it.
    }
  }

  // Errors.

  final IOException failure(String operation, SocketAddress remote, int errno) {
    return Errno.ofNumber(errno)
        .map(
            known -> SocketFailure.describe(operation, transport, localNameOrNull(), remote, known))
        .orElseGet(
            () ->
                new SocketException(
                    SocketFailure.sentence(
                        operation, transport, localNameOrNull(), remote, "errno " + errno)));
  }

  final IOException failure(String operation, SocketAddress remote, IOException cause) {
    return SocketFailure.describe(operation, transport, localNameOrNull(), remote, cause);
  }

  static boolean is(long result, Errno errno) {
    return result == -errno.number();
  }

  // Readiness.

  /** What readiness for input is called. */
  int inputOps() {
    return SelectionKey.OP_READ;
  }

  @Override
  public int readyOps() {
    int events;
    synchronized (readiness) {
      if (!descriptor.enter()) {
        return inputOps() | SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;
      }
      try {
        events = Direction.poll(readiness, descriptor.number(), Layout.POLLIN | Layout.POLLOUT, 0);
      } finally {
        descriptor.leave();
      }
    }
    boolean failed = (events & (Layout.POLLERR | Layout.POLLHUP)) != 0;
    return (failed || (events & Layout.POLLIN) != 0 || input.hasDeferred() ? inputOps() : 0)
        | (failed || (events & Layout.POLLOUT) != 0 ? SelectionKey.OP_WRITE : 0)
        | (failed ? SelectionKey.OP_CONNECT : 0);
  }

  @Override
  public void arm(int ops, Runnable callback) {
    int events =
        ((ops & inputOps()) != 0 ? Layout.POLLIN : 0)
            | ((ops & SelectionKey.OP_WRITE) != 0 ? Layout.POLLOUT : 0);
    if ((input.hasDeferred() && (ops & inputOps()) != 0) || !descriptor.enter()) {
      callback.run();
      return;
    }
    try {
      if (!descriptor.arm(events, callback)) {
        callLater(callback, RETRY_MILLIS);
      }
    } finally {
      descriptor.leave();
    }
  }

  /** For what the system does not tell. */
  static void callLater(Runnable callback, long millis) {
    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(callback);
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new UnsupportedOperationException(
        "a " + transport + " socket is a native descriptor, not a " + type.getName());
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return options.supported();
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    ensureOpen();
    return options.get(name);
  }

  final AsynchronousCloseException closedMeanwhile() {
    return new AsynchronousCloseException();
  }

  @Override
  public String toString() {
    SocketAddress local = localNameOrNull();
    SocketAddress remote = knownRemote();
    return transport
        + (isOpen() ? "" : " closed")
        + (local == null ? "" : " local=" + local)
        + (remote == null ? "" : " remote=" + remote);
  }
}

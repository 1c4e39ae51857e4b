package dev.sockeye.posix;

import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import dev.sockeye.Pollable;
import dev.sockeye.ReadinessSource;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.CloseNotice;
import dev.sockeye.spi.ParksVirtualThreads;
import dev.sockeye.spi.SocketFailure;
import dev.sockeye.spi.Uninterruptible;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SelectionKey;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What endpoints and listeners share over a descriptor: binding, names, errors and readiness.
 *
 * @param <E> the shape of the endpoint, or of what the listener accepts
 */
public abstract class NativeSocket<E extends Endpoint> extends NativeChannel
    implements Pollable, ReadinessSource, CloseNotice, Uninterruptible, ParksVirtualThreads {

  /** When a socket is looked at again that the system tells nothing of. */
  private static final long RETRY_MILLIS = 10;

  private final Kind<E> kind;
  private final Hooks hooks;

  // Nanoseconds; 0 for none.
  private volatile long receiveTimeout;
  private volatile long sendTimeout;

  private volatile boolean bound; // only ever set
  private volatile SocketAddress nameOfOther; // null unless a bind was refused
  private volatile Runnable closeCallback; // null until somebody wants to be told

  NativeSocket(Kind<E> kind, int fd, boolean shutdownWakes) {
    super(fd, shutdownWakes);
    this.kind = kind;
    hooks = kind.hooks().get();
  }

  final Kind<E> kind() {
    return kind;
  }

  /**
   * What the family adds to this socket.
   *
   * @return the hooks that were made for it
   */
  public final Hooks hooks() {
    return hooks;
  }

  /** The peer's address, for messages. */
  SocketAddress knownRemote() {
    return null;
  }

  /**
   * What messages call it.
   *
   * @return the scheme of its kind
   */
  public final String transport() {
    return kind.scheme();
  }

  @Override
  public final SocketSpec<E> spec() {
    return kind.spec();
  }

  final AddressCodec addresses() {
    return kind.family().addresses();
  }

  // Calls.

  /** Takes a direction for a call; gives what is left of the call's timeout. */
  final long acquire(Direction direction, long timeout, String operation) throws IOException {
    try {
      return direction.acquire(timeout);
    } catch (SocketTimeoutException e) {
      throw failure(operation, knownRemote(), e);
    }
  }

  /**
   * Makes a call that does not wait and has no result but success.
   *
   * @param operation what it is called in messages
   * @param remote where it goes to, for messages; may be {@code null}
   * @param call the call
   * @throws IOException if it fails
   */
  public final void control(String operation, SocketAddress remote, ControlCall call)
      throws IOException {
    int errno = tryControl(call);
    if (errno != 0) {
      throw failure(operation, remote, errno);
    }
  }

  @Override
  protected void implCloseChannel() throws IOException {
    try {
      hooks.closing();
    } finally {
      super.implCloseChannel();
      Runnable callback = closeCallback;
      if (callback != null) {
        callback.run();
      }
    }
  }

  @Override
  public final void onClose(Runnable callback) {
    closeCallback = callback;
    if (!isOpen()) {
      callback.run();
    }
  }

  // Addresses.

  final void bindTo(SocketAddress local) throws IOException {
    ensureOpen();
    synchronized (this) {
      if (bound || cannotBind()) {
        throw new AlreadyBoundException();
      }
      addresses().check("bind", local);
      try {
        hooks.bind(this, local, () -> bindOnce(hooks.completed(local)), this::prepare);
      } catch (IOException e) {
        nameOfOther = kind.has(Trait.REFUSED_BIND_NAMES) ? localNameOrNull() : null;
        throw isOpen()
            ? SocketFailure.describe("bind", transport(), local, null, e)
            : closedMeanwhile(); // which may have undone it
      }
      bound = true;
      nameOfOther = null;
    }
    hooks.bound(this);
  }

  /** What a socket needs besides before it says that it is bound. */
  void prepare() throws IOException {}

  private void bindOnce(SocketAddress local) throws IOException {
    Memory address = Memory.allocate(addresses().size());
    int length = addresses().write(local, address.bytes, 0);
    int errno = tryControl(fd -> bind(fd, address, length));
    if (errno != 0) {
      throw new SocketException(
          Errno.ofNumber(errno).map(Errno::text).orElse("errno " + errno)); // described by bindTo
    }
  }

  private static int bind(int fd, Memory address, int length) {
    try {
      return Bindings.libc().bind(fd, address.address, length);
    } finally {
      Reference.reachabilityFence(address);
    }
  }

  /** By whom it came from. */
  final void boundBefore() {
    bound = true;
  }

  /** Whether it is too late to bind. */
  boolean cannotBind() {
    return false;
  }

  /**
   * Tells whether it was bound, here or before it came here as a listener.
   *
   * @return whether
   */
  public final boolean isBound() {
    return bound;
  }

  /** {@code getsockname(2)}; {@code null} if the socket has no name. */
  final SocketAddress localName() throws IOException {
    SocketAddress name = name("getsockname", Bindings.libc()::getsockname);
    return name == null || name.equals(nameOfOther) ? null : hooks.name(name);
  }

  /** {@code getpeername(2)}; {@code null} if the peer has no name. */
  final SocketAddress peerName() throws IOException {
    return name("getpeername", Bindings.libc()::getpeername);
  }

  @FunctionalInterface
  private interface NameCall {
    int make(int fd, long address, long length);
  }

  private SocketAddress name(String operation, NameCall call) throws IOException {
    int size = addresses().size();
    int lengthAt = (size + 3) & -4;
    Memory address = Memory.allocate(lengthAt + 4).putInt(lengthAt, size);
    int errno = tryControl(fd -> call.make(fd, address.address, address.address + lengthAt));
    if (errno == Errno.EOPNOTSUPP.number()) {
      return null; // These sockets have no names at all.
    } else if (errno != 0) {
      throw failure(operation, null, errno);
    }
    return addresses().readName(address.bytes, 0, address.getInt(lengthAt));
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
    if (errno == Errno.ECONNREFUSED.number() && kind.has(Trait.REFUSED_BY_ICMP)) {
      return failure(operation, remote, new PortUnreachableException(Errno.ECONNREFUSED.text()));
    }
    return Errno.ofNumber(errno)
        .map(
            known ->
                hooks.failed(
                    operation,
                    known,
                    SocketFailure.describe(
                        operation, transport(), localNameOrNull(), remote, known)))
        .orElseGet(
            () ->
                new SocketException(
                    SocketFailure.sentence(
                        operation, transport(), localNameOrNull(), remote, "errno " + errno)));
  }

  final IOException failure(String operation, SocketAddress remote, IOException cause) {
    return SocketFailure.describe(operation, transport(), localNameOrNull(), remote, cause);
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
    int events = readyEvents();
    if (events < 0) {
      return inputOps() | SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;
    }
    boolean failed = (events & (Abi.POLLERR | Abi.POLLHUP)) != 0;
    return (failed || (events & Abi.POLLIN) != 0 || input.hasDeferred() ? inputOps() : 0)
        | (failed || (events & Abi.POLLOUT) != 0 ? SelectionKey.OP_WRITE : 0)
        | (failed ? SelectionKey.OP_CONNECT : 0);
  }

  @Override
  public void arm(int ops, Runnable callback) {
    int events =
        ((ops & inputOps()) != 0 ? Abi.POLLIN : 0)
            | ((ops & SelectionKey.OP_WRITE) != 0 ? Abi.POLLOUT : 0);
    if (input.hasDeferred() && (ops & inputOps()) != 0) {
      callback.run();
    } else if (!armEvents(events, callback)) {
      callLater(callback, RETRY_MILLIS);
    }
  }

  /** For what the system does not tell; on the JDK's timer, since the common pool may be busy. */
  static void callLater(Runnable callback, long millis) {
    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Runnable::run)
        .execute(callback);
  }

  /** Without {@code epoll(7)} each virtual thread that waits would cost a thread of the system. */
  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this) && (type != ParksVirtualThreads.class || Abi.isLinux())) {
      return type.cast(this);
    }
    throw new UnsupportedOperationException(
        "a " + transport() + " socket is a native descriptor, not a " + type.getName());
  }

  // Options.

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return kind.options().names();
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    ensureOpen();
    return kind.options().get(this, name);
  }

  /** Of type {@code T}. */
  void setAny(SocketOption<?> name, Object value) throws IOException {
    ensureOpen();
    kind.options().set(this, name, value);
  }

  final long receiveTimeout() {
    return receiveTimeout;
  }

  final void receiveTimeout(long nanos) {
    receiveTimeout = nanos;
  }

  final long sendTimeout() {
    return sendTimeout;
  }

  final void sendTimeout(long nanos) {
    sendTimeout = nanos;
  }

  /** {@code getsockopt(2)} of a value of at most that size; gives its own. */
  final int getOption(int level, int number, Memory value) throws IOException {
    Memory length = Memory.allocate(4).putInt(0, value.size());
    control(
        "getsockopt",
        null,
        fd -> Bindings.libc().getsockopt(fd, level, number, value.address, length.address));
    return length.getInt(0);
  }

  /** {@code setsockopt(2)}. */
  final void setOption(String operation, int level, int number, Memory value) throws IOException {
    control(
        operation,
        null,
        fd -> Bindings.libc().setsockopt(fd, level, number, value.address, value.size()));
  }

  /**
   * Sets an option of level {@code SOL_SOCKET} that is an {@code int}.
   *
   * @param operation what this is called in messages
   * @param number its number
   * @param value the value
   * @throws IOException if the system refuses
   */
  public final void setInt(String operation, int number, int value) throws IOException {
    setOption(operation, Abi.CURRENT.solSocket(), number, Memory.allocate(4).putInt(0, value));
  }

  /** What {@code SO_SNDBUF} is to the system. */
  final int sendBuffer() throws IOException {
    Memory value = Memory.allocate(4);
    getOption(Abi.CURRENT.solSocket(), Abi.CURRENT.soSndbuf(), value);
    return value.getInt(0);
  }

  final AsynchronousCloseException closedMeanwhile() {
    return new AsynchronousCloseException();
  }

  @Override
  public String toString() {
    SocketAddress local = localNameOrNull();
    SocketAddress remote = knownRemote();
    return transport()
        + (isOpen() ? "" : " closed")
        + (local == null ? "" : " local=" + local)
        + (remote == null ? "" : " remote=" + remote);
  }
}

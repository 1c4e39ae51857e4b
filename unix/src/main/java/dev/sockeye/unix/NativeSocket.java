package dev.sockeye.unix;

import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import dev.sockeye.Pollable;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.CloseNotice;
import dev.sockeye.spi.ReadinessSource;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
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

/** What endpoints and listeners share over a descriptor: binding, names, errors and readiness. */
abstract class NativeSocket<E extends Endpoint> extends NativeChannel
    implements Pollable, ReadinessSource, CloseNotice, SocketFile.Owner {

  /** When a socket is looked at again that the system tells nothing of. */
  private static final long RETRY_MILLIS = 10;

  private final SocketSpec<E> spec;
  private final String transport;
  final NativeOptions options;

  private final SocketFile file = new SocketFile();
  private volatile boolean bound; // only ever set
  private volatile Runnable closeCallback = () -> {};

  NativeSocket(SocketSpec<E> spec, String transport, int fd) {
    super(fd);
    this.spec = spec;
    this.transport = transport;
    options = new NativeOptions(this);
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

  // Calls.

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

  @Override
  protected void implCloseChannel() throws IOException {
    try {
      file.close();
    } finally {
      super.implCloseChannel();
      closeCallback.run();
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

  @Override
  public final SocketFile file() {
    return file;
  }

  final void bindTo(SocketAddress local) throws IOException {
    ensureOpen();
    synchronized (this) {
      if (bound || cannotBind()) {
        throw new AlreadyBoundException();
      }
      UnixAddresses.check("bind", local);
      bindAndPrepare(local, options.modeBits());
      bound = true;
    }
    file.removeIfClosed(this);
  }

  private void bindAndPrepare(SocketAddress local, int mode) throws IOException {
    boolean done = false;
    try {
      restrict(local, mode);
      file.bind(local, () -> bindOnce(local));
      if (mode >= 0) {
        file.allow(mode);
      }
      prepare();
      done = true;
    } catch (IOException e) {
      throw isOpen()
          ? SocketFailure.describe("bind", transport, local, null, e)
          : closedMeanwhile(); // which took the file away
    } finally {
      if (!done) {
        file.remove();
      }
    }
  }

  /** What a socket needs besides before it says that it is bound. */
  void prepare() throws IOException {}

  /** What the socket does not allow before it is bound its file does not allow either. */
  private void restrict(SocketAddress local, int mode) throws IOException {
    if (mode >= 0) {
      UnixAddresses.requireFile(local);
      requireModes();
      control("fchmod", null, fd -> Native.libc().fchmod(fd, mode));
    }
  }

  private void bindOnce(SocketAddress local) throws IOException {
    Memory address = Memory.allocate(UnixAddresses.SOCKADDR_SIZE);
    int length = UnixAddresses.write(local, address, 0);
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
    int events = readyEvents();
    if (events < 0) {
      return inputOps() | SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;
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

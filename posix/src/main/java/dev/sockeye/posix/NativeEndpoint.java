package dev.sockeye.posix;

import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.util.Objects;

/**
 * What native endpoints share: to connect, to shut down, and addresses.
 *
 * @param <E> its shape
 */
public abstract class NativeEndpoint<E extends Endpoint> extends NativeSocket<E>
    implements Endpoint {

  private volatile SocketAddress remote; // unnamed() for a peer without a name
  private volatile SocketAddress pending;
  private SocketAddress unconnectedName; // before there was a peer; guarded by output.lock
  private final Connector connector; // guarded by output.lock
  private volatile boolean inputShut; // only ever set
  private volatile boolean outputShut; // only ever set
  private volatile boolean ended; // only ever set, and only where the system tells it once
  private volatile boolean queueFull; // the last send found it so
  private final Retry queue = new Retry(); // when it did

  NativeEndpoint(Kind<E> kind, int fd) {
    super(kind, fd, kind.has(Trait.SHUTDOWN_WAKES));
    connector = kind.has(Trait.FULL_BACKLOG_IS_EAGAIN) ? new RetryingConnector() : new Connector();
  }

  /** Told once the connection stands. */
  void connected() throws IOException {
    hooks().connected(this);
  }

  /** For a descriptor that is connected already. */
  final void adoptPeer(SocketAddress peer) throws IOException {
    remote = peer == null ? addresses().unnamed() : peer;
    connected();
  }

  /**
   * Whether a call that sends may block in the system: not where neither shutdown nor close would
   * wake it.
   */
  final boolean sendsPlainly() {
    return !kind().has(Trait.FULL_RECEIVER_BLOCKS_SILENTLY);
  }

  final boolean isConnectionless() {
    return kind().isConnectionless();
  }

  @Override
  boolean outputNeedsBackoff() {
    return pending != null
        ? connector.needsBackoff()
        : queueFull || (remote == null && kind().has(Trait.FULL_RECEIVER_BLOCKS_SILENTLY));
  }

  @Override
  final long outcome(Direction direction, long result) {
    if (direction == output && pending == null && queueIsNotPolled()) {
      queueFull = result == -queueIsFull();
      queue.tried();
      return queueFull ? -Errno.EAGAIN.number() : result;
    }
    return result;
  }

  /** Whether the system takes a socket for writable though a send finds no room. */
  private boolean queueIsNotPolled() {
    return kind().has(Trait.FULL_QUEUE_IS_ENOBUFS) || kind().has(Trait.POLL_DISREGARDS_RECEIVER);
  }

  /** How such a send fails. */
  private int queueIsFull() {
    Errno errno = kind().has(Trait.FULL_QUEUE_IS_ENOBUFS) ? Errno.ENOBUFS : Errno.EAGAIN;
    return errno.number();
  }

  @Override
  boolean cannotBind() {
    return remote != null && !isConnectionless();
  }

  /**
   * The peer's address as it is known here.
   *
   * @return the address; {@link AddressCodec#unnamed} of a peer without one, {@code null} if there
   *     is no peer
   */
  @Override
  public final SocketAddress knownRemote() {
    return remote;
  }

  final SocketAddress remoteOrThrow() {
    SocketAddress peer = remote;
    if (peer == null) {
      throw new NotYetConnectedException();
    }
    return peer;
  }

  @Override
  public final boolean isConnected() {
    return remote != null && isOpen();
  }

  /** Whether there is no more to be received, so that no call has to ask. */
  final boolean isInputOver() {
    return inputShut || ended;
  }

  /** A send that waits is told by the system, as EPIPE. */
  @Override
  final boolean isShut(Direction direction) {
    return direction == input && isInputOver();
  }

  final boolean isOutputShut() {
    return outputShut;
  }

  // Connecting.

  @Override
  public final boolean connect(SocketAddress peer) throws IOException {
    Objects.requireNonNull(peer, "remote");
    ensureOpen();
    addresses().check("connect", peer);
    output.lock.lock();
    try {
      if (isConnectionless()) {
        return connectDatagram(peer);
      } else if (remote != null) {
        throw new AlreadyConnectedException();
      } else if (pending != null) {
        throw new ConnectionPendingException();
      }
      hooks().connecting(this);
      connector.begin();
      pending = peer;
      return tryConnect(peer);
    } finally {
      output.unlock();
    }
  }

  @Override
  public final boolean finishConnect() throws IOException {
    ensureOpen();
    output.lock.lock();
    try {
      if (remote != null) {
        return true;
      } else if (pending == null) {
        throw new NoConnectionPendingException();
      }
      return tryConnect(pending);
    } finally {
      output.unlock();
    }
  }

  private boolean connectDatagram(SocketAddress peer) throws IOException {
    unconnectedName = remote == null ? localName() : unconnectedName;
    Memory address = Memory.allocate(addresses().size());
    int length = addresses().write(peer, address.bytes, 0);
    control(
        "connect",
        peer,
        kind().has(Trait.CONNECTS_BY_BINDING)
            ? fd -> Bindings.libc().bind(fd, address.address, length)
            : fd -> Bindings.libc().connect(fd, address.address, length));
    remote = peer;
    return true;
  }

  /** The state of a socket whose connect failed is unspecified: it is closed. */
  private boolean tryConnect(SocketAddress peer) throws IOException {
    Memory address = Memory.allocate(addresses().size());
    int length = addresses().write(peer, address.bytes, 0);
    try {
      long result = perform(output, connector, address.address, length, 0, connectTimeout(), false);
      if (is(result, Errno.EAGAIN)) {
        return false;
      } else if (result < 0) {
        throw failure("connect", peer, refused((int) -result));
      }
      control("fcntl", peer, connector);
      remote = peer;
      pending = null;
      connected();
      return true;
    } catch (ClosedChannelException e) {
      throw e;
    } catch (SocketTimeoutException e) {
      close();
      throw failure("connect", peer, e);
    } catch (IOException e) {
      close();
      throw e;
    } finally {
      Reference.reachabilityFence(address);
    }
  }

  private long connectTimeout() {
    long ofFamily = hooks().connectTimeout();
    long ofCaller = sendTimeout();
    return ofFamily == 0 || ofCaller == 0
        ? Math.max(ofFamily, ofCaller)
        : Math.min(ofFamily, ofCaller);
  }

  private int refused(int errno) {
    return errno == Errno.ECONNRESET.number() && kind().has(Trait.REFUSED_BY_RESET)
        ? Errno.ECONNREFUSED.number()
        : errno;
  }

  /** Takes the peer away; nothing happens if there is none. */
  final void dissolve() throws IOException {
    ensureOpen();
    output.lock.lock();
    try {
      if (kind().has(Trait.CONNECTS_BY_BINDING)) {
        remote = null;
      } else if (remote != null) {
        Memory address = Memory.allocate(Abi.SOCKADDR);
        Abi.CURRENT.putFamily(address.bytes, 0, Abi.AF_UNSPEC, Abi.SOCKADDR);
        int errno = tryControl(fd -> Bindings.libc().connect(fd, address.address, Abi.SOCKADDR));
        if (errno != 0 && errno != Errno.EAFNOSUPPORT.number()) { // which BSDs say, and do it
          throw failure("connect", remote, errno);
        }
        remote = null;
        keepName();
      }
    } finally {
      output.unlock();
    }
  }

  /** Linux takes with the peer a port away that it had chosen itself. */
  private void keepName() throws IOException {
    if (unconnectedName != null && localName() == null) {
      Memory address = Memory.allocate(addresses().size());
      int length = addresses().write(unconnectedName, address.bytes, 0);
      control("bind", null, fd -> Bindings.libc().bind(fd, address.address, length));
    }
  }

  // Readiness: what the system tells, and what it does not.

  @Override
  public int readyOps() {
    int ops = super.readyOps();
    if (!isOpen()) {
      return ops;
    } else if (pending != null) {
      return connector.readyOps(ops);
    }
    return (ops | (ended ? SelectionKey.OP_READ : 0))
        & (queueFull && !queue.isDue() ? ~SelectionKey.OP_WRITE : ~0);
  }

  @Override
  public void arm(int ops, Runnable callback) {
    boolean connects = pending != null && (ops & SelectionKey.OP_CONNECT) != 0;
    int wanted = connects ? ops | SelectionKey.OP_WRITE : ops;
    if (ended && (ops & SelectionKey.OP_READ) != 0) {
      callback.run();
    } else if ((wanted & SelectionKey.OP_WRITE) == 0 || !outputIsRetried()) {
      super.arm(wanted, callback);
    } else {
      callLater(callback, Retry.MILLIS);
      armInput(wanted, callback);
    }
  }

  private boolean outputIsRetried() {
    return pending != null ? connector.needsBackoff() : queueFull;
  }

  private void armInput(int ops, Runnable callback) {
    if (pending == null && (ops & SelectionKey.OP_READ) != 0) {
      super.arm(SelectionKey.OP_READ, callback);
    }
  }

  // The end.

  /** What a call gives that finds the end of the input: -1, but a break is a break each time. */
  final int end(String operation) throws IOException {
    if (isReset() && !inputShut) {
      throw failure(operation, remote, Errno.ECONNRESET.number());
    }
    ended = kind().has(Trait.END_IS_TOLD_ONCE);
    return -1;
  }

  // Shutting down.

  final void shutInput() throws IOException {
    ensureOpen();
    remoteOrThrow();
    if (kind().has(Trait.NO_HALF_CLOSE)) {
      throw new UnsupportedOperationException(
          transport() + " has no half close: shutdownOutput ends both directions");
    }
    inputShut = true;
    shut(Abi.SHUT_RD);
  }

  final void shutOutput() throws IOException {
    ensureOpen();
    remoteOrThrow();
    outputShut = true;
    boolean both = kind().has(Trait.NO_HALF_CLOSE);
    inputShut |= both;
    shut(both ? Abi.SHUT_RDWR : Abi.SHUT_WR);
    output.signal(); // a writer that waits tries again, and fails
  }

  /** Where not all was read here the close alone is left to break the connection. */
  @Override
  protected void implCloseChannel() throws IOException {
    if (remote != null && !isConnectionless() && kind().has(Trait.CLOSE_RESETS) && !isShared()) {
      tryControl(NativeEndpoint::shutUnlessUnread);
    }
    super.implCloseChannel();
  }

  private static int shutUnlessUnread(int fd) {
    return new Pollfd().poll(fd, Abi.POLLIN, 0) == 0
        ? Bindings.libc().shutdown(fd, Abi.SHUT_RDWR)
        : 0;
  }

  private void shut(int how) throws IOException {
    int errno = tryControl(fd -> Bindings.libc().shutdown(fd, how));
    if (errno != 0 && errno != Errno.ENOTCONN.number()) { // the peer may be gone
      throw failure("shutdown", remote, errno);
    }
  }

  // Addresses.

  @Override
  public final SocketAddress getLocalAddress() throws IOException {
    ensureOpen();
    SocketAddress name = localName();
    return name == null && (remote != null || isBound()) ? addresses().unnamed() : name;
  }

  @Override
  public final SocketAddress getRemoteAddress() throws IOException {
    ensureOpen();
    if (remote == null) {
      return null;
    }
    try {
      SocketAddress name = peerName();
      if (name != null) {
        remote = name; // it may have had none when it connected
      }
      return remote;
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      return remote; // The peer is gone.
    }
  }
}

package dev.sockeye.unix;

import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import dev.sockeye.SocketSpec;
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

/** What native endpoints share: to connect, to shut down, and addresses. */
abstract class NativeEndpoint<E extends Endpoint> extends NativeSocket<E> implements Endpoint {

  private static final Call CONNECT =
      (fd, address, length, flags) -> Native.libc().connect(fd, address, (int) length);

  /** How often a connect that waits for room in the backlog is tried: the system tells of none. */
  private static final long RETRY_MILLIS = 1;

  private volatile SocketAddress remote; // UNNAMED for a peer without a name
  private volatile SocketAddress pending;
  private volatile long lastAttempt;
  private volatile boolean inputShut; // only ever set
  private volatile boolean outputShut; // only ever set

  NativeEndpoint(SocketSpec<E> spec, String transport, int fd) {
    super(spec, transport, fd);
  }

  /** Called before the first attempt to connect. */
  void connecting() throws IOException {}

  /** Called once the connection stands. */
  void connected() throws IOException {}

  /** For a descriptor that is connected already. */
  final void adoptPeer(SocketAddress peer) throws IOException {
    remote = peer == null ? UnixAddresses.UNNAMED : peer;
    connected();
  }

  /**
   * Whether a call that sends may block in the system: only a sender of datagrams waits there for
   * its receiver, where neither shutdown nor close wakes it.
   */
  final boolean sendsPlainly() {
    return !isDatagram();
  }

  final boolean isDatagram() {
    return spec().equals(Unix.DATAGRAM);
  }

  @Override
  boolean outputNeedsBackoff() {
    return pending != null || (remote == null && isDatagram());
  }

  @Override
  boolean cannotBind() {
    return remote != null && !isDatagram();
  }

  @Override
  final SocketAddress knownRemote() {
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

  final boolean isInputShut() {
    return inputShut;
  }

  /** A send that waits is told by the system, as EPIPE. */
  @Override
  final boolean isShut(Direction direction) {
    return direction == input && inputShut;
  }

  final boolean isOutputShut() {
    return outputShut;
  }

  // Connecting.

  @Override
  public final boolean connect(SocketAddress peer) throws IOException {
    Objects.requireNonNull(peer, "remote");
    ensureOpen();
    UnixAddresses.check("connect", peer);
    output.lock.lock();
    try {
      if (isDatagram()) {
        return connectDatagram(peer);
      } else if (remote != null) {
        throw new AlreadyConnectedException();
      } else if (pending != null) {
        throw new ConnectionPendingException();
      }
      connecting();
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
    Memory address = Memory.allocate(UnixAddresses.SOCKADDR_SIZE);
    int length = UnixAddresses.write(peer, address, 0);
    control("connect", peer, fd -> Native.libc().connect(fd, address.address, length));
    remote = peer;
    return true;
  }

  /** The state of a socket whose connect failed is unspecified: it is closed. */
  private boolean tryConnect(SocketAddress peer) throws IOException {
    Memory address = Memory.allocate(UnixAddresses.SOCKADDR_SIZE);
    int length = UnixAddresses.write(peer, address, 0);
    lastAttempt = System.nanoTime();
    try {
      long result =
          perform(output, CONNECT, address.address, length, 0, options.sendTimeout(), false);
      if (is(result, Errno.EAGAIN)) {
        return false;
      } else if (result < 0 && !is(result, Errno.EISCONN)) {
        throw failure("connect", peer, (int) -result);
      }
      control("fcntl", peer, Sockets::makeBlocking);
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

  /** Takes the peer away; nothing happens if there is none. */
  final void dissolve() throws IOException {
    ensureOpen();
    output.lock.lock();
    try {
      if (remote != null) {
        Memory address = Memory.allocate(UnixAddresses.SOCKADDR_SIZE);
        int length = UnixAddresses.writeUnspecified(address);
        int errno = tryControl(fd -> Native.libc().connect(fd, address.address, length));
        if (errno != 0 && errno != Errno.EAFNOSUPPORT.number()) { // which BSDs say, and do it
          throw failure("connect", remote, errno);
        }
        remote = null;
      }
    } finally {
      output.unlock();
    }
  }

  // Readiness while connecting is a matter of time.

  @Override
  public int readyOps() {
    if (pending == null || !isOpen()) {
      return super.readyOps();
    }
    return System.nanoTime() - lastAttempt >= RETRY_MILLIS * 1_000_000
        ? SelectionKey.OP_CONNECT
        : 0;
  }

  @Override
  public void arm(int ops, Runnable callback) {
    if (pending != null && (ops & SelectionKey.OP_CONNECT) != 0) {
      callLater(callback, RETRY_MILLIS);
    } else {
      super.arm(ops, callback);
    }
  }

  // The end.

  /** What a call gives that finds the end of the input: -1, but a break is a break each time. */
  final int end(String operation) throws IOException {
    if (isReset() && !inputShut) {
      throw failure(operation, remote, Errno.ECONNRESET.number());
    }
    return -1;
  }

  // Shutting down.

  final void shutInput() throws IOException {
    ensureOpen();
    remoteOrThrow();
    inputShut = true;
    shut(Layout.SHUT_RD);
  }

  final void shutOutput() throws IOException {
    ensureOpen();
    remoteOrThrow();
    outputShut = true;
    shut(Layout.SHUT_WR);
    output.toSignal().run(); // a parked writer tries again, and fails
  }

  private void shut(int how) throws IOException {
    int errno = tryControl(fd -> Native.libc().shutdown(fd, how));
    if (errno != 0 && errno != Errno.ENOTCONN.number()) { // the peer may be gone
      throw failure("shutdown", remote, errno);
    }
  }

  // Addresses.

  @Override
  public final SocketAddress getLocalAddress() throws IOException {
    ensureOpen();
    SocketAddress name = localName();
    return name == null && isConnected() ? UnixAddresses.UNNAMED : name;
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

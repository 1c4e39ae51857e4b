package dev.sockeye.memory;

import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import dev.sockeye.SocketSpec;
import dev.sockeye.locked.ConnectCall;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.util.Objects;

/**
 * An endpoint that has to be connected before anything is read or written: two lanes.
 *
 * @param <E> its shape
 * @param <L> what its lanes carry
 */
abstract class ConnectionEndpoint<E extends Endpoint, L extends Lane> extends MemorySocket<E>
    implements Endpoint {

  // Guarded by the kernel's lock.
  private final ConnectCall connect = new ConnectCall(this);
  private L in; // null until connected
  private L out; // null until connected
  private SocketAddress remote; // known as soon as the connect begins
  private boolean inputShut; // only ever set
  private boolean outputShut; // only ever set

  ConnectionEndpoint(Kernel kernel, Kind kind, SocketSpec<E> spec) throws ClosedChannelException {
    super(kernel, kind, spec, false);
  }

  /** Makes the lane on which this writes and the peer reads. */
  abstract L laneTo(ConnectionEndpoint<E, L> peer, ActiveFaults faults);

  @Override
  public SocketAddress knownRemote() {
    return remote;
  }

  /** Connects two endpoints with each other; both have their local addresses. */
  static <E extends Endpoint, L extends Lane> void join(
      ConnectionEndpoint<E, L> first, ConnectionEndpoint<E, L> second, ActiveFaults faults) {
    L there = first.laneTo(second, faults.sent());
    L back = second.laneTo(first, faults.received());
    first.joined(back, there, second);
    second.joined(there, back, first);
  }

  private void joined(L newIn, L newOut, ConnectionEndpoint<E, L> peer) {
    in = newIn;
    out = newOut;
    remote = peer.local();
    meetPeer();
    if (kind() == Kind.MPTCP) {
      TcpModule.connected(options(), peer.kind());
    }
  }

  @Override
  public boolean connect(SocketAddress peer) throws IOException {
    Objects.requireNonNull(peer, "remote");
    lock().lock();
    try {
      requireOpen();
      requireUnconnected();
      kind().family().check(peer, spec().domain());
      output().begin();
      reserveLocal(peer);
      remote = peer;
      ConnectAttempt attempt = new ConnectAttempt(this, peer);
      return connect.begin(attempt, attempt::start);
    } finally {
      lock().unlock();
    }
  }

  final void requireUnconnected() {
    connect.requireNone();
    if (in != null) {
      throw new AlreadyConnectedException();
    }
  }

  @Override
  public boolean finishConnect() throws IOException {
    lock().lock();
    try {
      return connect.finish(in != null);
    } finally {
      lock().unlock();
    }
  }

  @Override
  public boolean isConnected() {
    lock().lock();
    try {
      return in != null && !connect.isPending() && isOpen();
    } finally {
      lock().unlock();
    }
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    lock().lock();
    try {
      requireOpen();
      return in == null ? null : remote;
    } finally {
      lock().unlock();
    }
  }

  /** Begins a call that needs a connection. */
  final void requireConnected() throws ClosedChannelException {
    requireOpen();
    if (in == null || connect.isPending()) {
      throw new NotYetConnectedException();
    }
  }

  /**
   * Begins a read: waits until it does not have to wait.
   *
   * @param wait whether to wait in blocking mode
   * @return the lane; {@code null} if nothing is there and the call may not wait
   */
  final L awaitInput(String operation, boolean wait) throws IOException {
    requireConnected();
    long deadline = receiveDeadline();
    if (!input().enter(operation, deadline, wait)) {
      return null;
    }
    try {
      input().begin();
      return awaitReadable(operation, deadline, wait) ? in : null;
    } finally {
      input().leave();
    }
  }

  private boolean awaitReadable(String operation, long deadline, boolean wait) throws IOException {
    while (!in.isReadable()) {
      if (!wait || !isBlocking()) {
        return false;
      }
      input().await(operation, deadline);
    }
    return true;
  }

  /** Tells whether a read that found nothing is at the end; throws if the connection broke. */
  final boolean atEnd(String operation) throws IOException {
    if (inputShut) {
      return true;
    } else if (in.hasArrived()) {
      return false;
    } else if (in.isReset()) {
      throw failure(operation, Errno.ECONNRESET);
    }
    return in.hasEnded();
  }

  /** Tells the writer that there is room. */
  final void madeRoom() {
    in.writer().output().changed();
  }

  /**
   * Begins a write: waits for this writer's turn, to be ended by {@link #endWriting}.
   *
   * @return the lane; {@code null} if another thread has its turn, in non-blocking mode
   */
  final L beginWriting(String operation, long deadline) throws IOException {
    requireWritable();
    if (!output().enter(operation, deadline, true)) {
      return null;
    }
    try {
      requireWritable();
      output().begin();
      return out;
    } catch (IOException e) {
      endWriting();
      throw e;
    }
  }

  private void requireWritable() throws ClosedChannelException {
    requireConnected();
    if (outputShut) {
      throw new ClosedChannelException();
    }
  }

  final void endWriting() {
    output().leave();
  }

  /** Waits until more may be written. */
  final void awaitOutput(String operation, long deadline) throws IOException {
    output().await(operation, deadline);
    if (outputShut) {
      throw new AsynchronousCloseException();
    }
  }

  /** Ends reading, {@code shutdown(2)}. */
  final void shutInput() throws ClosedChannelException {
    lock().lock();
    try {
      requireConnected();
      requireHalfClose();
      inputShut = true;
      in.stopReader();
    } finally {
      lock().unlock();
    }
  }

  private void requireHalfClose() {
    if (kind().family() == Family.TIPC) {
      throw new UnsupportedOperationException(
          kind().scheme() + " has no half close: shutdownOutput ends both directions");
    }
  }

  /** Ends writing, {@code shutdown(2)}; with SCTP, RFC 9260 section 9.2, and TIPC both ways. */
  final void shutOutput() throws ClosedChannelException {
    lock().lock();
    try {
      requireConnected();
      outputShut = true;
      out.end();
      if (kind().endsBothWays()) {
        in.stopWriter();
      }
      output().changed();
    } finally {
      lock().unlock();
    }
  }

  @Override
  final void networkChanged() {
    if (in != null) {
      in.networkChanged();
      out.networkChanged();
    }
    super.networkChanged();
  }

  /** Ends the connection, both ways; what was written can still be read. */
  final void cut() {
    in.stopWriter();
    out.stopWriter();
  }

  /** Lets nothing through any more, both ways, and no end. */
  final void silence() {
    in.silence();
    out.silence();
  }

  /** Breaks the connection off, both ways. */
  final void abort() {
    in.reset();
    out.reset();
  }

  @Override
  final void leave() {
    connect.cancel();
    if (in == null) {
      return;
    }
    Family family = kind().family();
    boolean lingersNot = family.lingers() && options().linger() == 0;
    if (lingersNot || (family.hasResets() && in.hasUnread())) {
      abort();
      in.discard();
    } else {
      out.end();
      in.stopReader();
    }
  }

  /** As the UNIX domain tells at once; TCP's half-closed peer may still be there. */
  private boolean isPeerGone() {
    return kind().family() == Family.UNIX && out.isReaderStopped() && in.hasEnded();
  }

  /** A failure is told to who waits for a connect, too, as the system's pollers do. */
  @Override
  protected final int readyOpsNow() {
    if (connect.isPending()) {
      return connect.isOver() ? SelectionKey.OP_CONNECT : 0;
    } else if (in == null) {
      return 0;
    }
    return (in.isReset() || isPeerGone() ? SelectionKey.OP_CONNECT : 0)
        | (in.isReadable() ? SelectionKey.OP_READ : 0)
        | (outputShut || out.isWritable() ? SelectionKey.OP_WRITE : 0);
  }
}

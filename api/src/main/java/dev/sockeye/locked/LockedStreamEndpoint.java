package dev.sockeye.locked;

import dev.sockeye.Errno;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.Buffers;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.util.Objects;

/**
 * A stream with neither a JDK channel nor a descriptor. A subclass says how to connect and how to
 * send; it {@linkplain #arrived hands over} what comes, on any thread, and tells what becomes of
 * the peer. What waits, and what state the connection is in, is here.
 *
 * <p>The abstract methods are called with the lock held, and never wait themselves. {@code
 * PipeEndpoint} of the examples is such a stream: between two threads of a program, by name.
 */
@SuppressWarnings("this-escape") // its parts keep it, and ask it nothing yet
public abstract class LockedStreamEndpoint extends LockedSocket<StreamEndpoint>
    implements StreamEndpoint {

  private final StreamCalls calls = new StreamCalls(this);

  // Guarded by the lock.
  private final ConnectCall connect = new ConnectCall(this);
  private SocketAddress remote; // known as soon as the connect begins
  private boolean connected; // only ever set
  private boolean inputShut; // only ever set
  private boolean outputShut; // only ever set
  private final ByteRing received = new ByteRing();
  private boolean ended; // only ever set; the peer writes no more
  private boolean stopped; // only ever set; the peer reads no more
  private boolean broken; // only ever set

  /**
   * Creates an endpoint, neither bound nor connected, with {@link StoredOptions#ofConnection}.
   *
   * @param spec its triple
   * @param space what it shares with those that it meets
   */
  protected LockedStreamEndpoint(SocketSpec<StreamEndpoint> spec, AddressSpace space) {
    this(spec, space, StoredOptions.ofConnection());
  }

  /**
   * Creates an endpoint, neither bound nor connected.
   *
   * @param spec its triple
   * @param space what it shares with those that it meets
   * @param options its options, which it owns
   */
  protected LockedStreamEndpoint(
      SocketSpec<StreamEndpoint> spec, AddressSpace space, StoredOptions options) {
    super(spec, space, options);
  }

  /**
   * Begins to connect, {@code connect(2)}. Whoever knows how it ends calls {@link #connected} of
   * both sides and ends the attempt, now or later; with {@link dev.sockeye.Errno#ECONNREFUSED} if
   * nobody is there.
   *
   * @param peer where to, an address of the space
   * @param attempt to be ended once
   */
  protected abstract void connectTo(SocketAddress peer, PendingConnect attempt);

  /**
   * Whether something can be sent at once.
   *
   * @return whether {@link #send} would take a byte
   */
  protected abstract boolean canSend();

  /**
   * Sends what there is room for.
   *
   * @param src a buffer with something in it
   * @return how many bytes; 0 if there is no room
   * @throws IOException if it fails
   */
  protected abstract int send(ByteBuffer src) throws IOException;

  /** Some of what {@linkplain #arrived arrived} was read: tells the peer that there is room. */
  protected abstract void madeRoom();

  /** Nothing is read any more, {@code SHUT_RD}: tells the peer. */
  protected abstract void endInput();

  /** Nothing is written any more, {@code SHUT_WR}: tells the peer. */
  protected abstract void endOutput();

  /**
   * The connection is closed: tells the peer.
   *
   * @param broken whether it is to be a break and not an end, since bytes were not read or {@code
   *     SO_LINGER} is 0
   */
  protected abstract void disconnect(boolean broken);

  /**
   * The connection stands. The caller holds the lock.
   *
   * @param local this side's address, which stays what it is if there is one
   * @param peer the peer's address
   */
  protected final void connected(SocketAddress local, SocketAddress peer) {
    if (!isBound()) {
      shareLocal(local);
    }
    remote = peer;
    connected = true;
  }

  /**
   * Bytes have come. The caller holds the lock.
   *
   * @param src the bytes
   * @return how many there was room for
   */
  protected final int arrived(ByteBuffer src) {
    int count = received.write(src, inputRoom());
    if (count > 0) {
      input().changed();
    }
    return count;
  }

  /**
   * How much there is room for of what comes, {@code SO_RCVBUF}. The caller holds the lock.
   *
   * @return bytes
   */
  protected final int inputRoom() {
    return Math.max(0, options().receiveBuffer() - received.size());
  }

  /** The peer writes no more: the end comes after what arrived. The caller holds the lock. */
  protected final void inputEnded() {
    ended = true;
    input().changed();
  }

  /** The peer reads no more: writes fail with {@code EPIPE}. The caller holds the lock. */
  protected final void outputStopped() {
    stopped = true;
    output().changed();
  }

  /**
   * The connection broke: writes, and reads after what arrived, fail with {@code ECONNRESET}. The
   * caller holds the lock.
   */
  protected final void broken() {
    broken = true;
    input().changed();
    output().changed();
  }

  @Override
  protected final void closing() {
    connect.cancel();
    if (connected) {
      disconnect(received.size() > 0 || options().linger() == 0);
      received.clear();
    }
  }

  @Override
  protected final int readyOpsNow() {
    if (connect.isPending()) {
      return connect.isOver() ? SelectionKey.OP_CONNECT : 0;
    } else if (!connected) {
      return 0;
    }
    return (hasInput() ? SelectionKey.OP_READ : 0)
        | (outputShut || broken || stopped || canSend() ? SelectionKey.OP_WRITE : 0);
  }

  final boolean hasInput() {
    return inputShut || received.size() > 0 || broken || ended;
  }

  final boolean hasArrived() {
    return received.size() > 0;
  }

  /** Reads what there is; 0 if there is nothing yet, -1 at the end. */
  final int readNow(ByteBuffer dst) throws IOException {
    if (inputShut) {
      return -1;
    } else if (received.size() > 0) {
      int count = received.read(dst, Integer.MAX_VALUE);
      madeRoom();
      return count;
    } else if (broken) {
      throw failure("read", Errno.ECONNRESET);
    }
    return ended ? -1 : 0;
  }

  /** Writes what there is room for. */
  final int writeNow(ByteBuffer src) throws IOException {
    if (broken) {
      throw failure("write", Errno.ECONNRESET);
    } else if (stopped) {
      throw failure("write", Errno.EPIPE);
    }
    return send(src);
  }

  final void requireConnected() throws ClosedChannelException {
    requireOpen();
    if (!connected || connect.isPending()) {
      throw new NotYetConnectedException();
    }
  }

  final void requireWritable() throws ClosedChannelException {
    requireConnected();
    if (outputShut) {
      throw new ClosedChannelException();
    }
  }

  final void awaitOutput(String operation, long deadline) throws IOException {
    output().await(operation, deadline);
    if (outputShut) {
      throw new AsynchronousCloseException();
    }
  }

  @Override
  public final SocketAddress knownRemote() {
    return remote;
  }

  @Override
  public final boolean connect(SocketAddress peer) throws IOException {
    Objects.requireNonNull(peer, "remote");
    return whileOpen(
        () -> {
          if (connected) {
            throw new AlreadyConnectedException();
          }
          connect.requireNone();
          space().check(this, peer);
          output().begin();
          return connectInTurn(peer);
        });
  }

  private boolean connectInTurn(SocketAddress peer) throws IOException {
    if (!isBound()) {
      bindLocal(null);
    }
    remote = peer;
    PendingConnect attempt = new PendingConnect(this);
    return connect.begin(attempt, () -> connectTo(peer, attempt));
  }

  @Override
  public final boolean finishConnect() throws IOException {
    return whileOpen(() -> connect.finish(connected));
  }

  @Override
  public final boolean isConnected() {
    lock().lock();
    try {
      return connected && !connect.isPending() && isOpen();
    } finally {
      lock().unlock();
    }
  }

  @Override
  public final SocketAddress getRemoteAddress() throws IOException {
    return whileOpen(() -> connected ? remote : null);
  }

  @Override
  public final int read(ByteBuffer dst) throws IOException {
    return (int) read("read", new ByteBuffer[] {dst}, 0, 1);
  }

  @Override
  public final long read(ByteBuffer[] dsts) throws IOException {
    return read(dsts, 0, dsts.length);
  }

  @Override
  public final long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, dsts.length);
    return read("readv", dsts, offset, length);
  }

  private long read(String operation, ByteBuffer[] dsts, int offset, int length)
      throws IOException {
    for (int i = offset; i < offset + length; i++) {
      Buffers.requireWritable(dsts[i]);
    }
    return whileOpen(() -> calls.read(operation, dsts, offset, length));
  }

  @Override
  public final int write(ByteBuffer src) throws IOException {
    Objects.requireNonNull(src, "src");
    return (int) write("write", new ByteBuffer[] {src}, 0, 1);
  }

  @Override
  public final long write(ByteBuffer[] srcs) throws IOException {
    return write(srcs, 0, srcs.length);
  }

  @Override
  public final long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    return write("writev", srcs, offset, length);
  }

  private long write(String operation, ByteBuffer[] srcs, int offset, int length)
      throws IOException {
    return whileOpen(() -> calls.write(operation, srcs, offset, length));
  }

  @Override
  public final StreamEndpoint shutdownInput() throws IOException {
    return whileOpen(
        () -> {
          requireConnected();
          inputShut = true;
          received.clear();
          endInput();
          input().changed();
          return this;
        });
  }

  @Override
  public final StreamEndpoint shutdownOutput() throws IOException {
    return whileOpen(
        () -> {
          requireConnected();
          outputShut = true;
          endOutput();
          output().changed();
          return this;
        });
  }

  @Override
  public final StreamEndpoint bind(SocketAddress local) throws IOException {
    bindLocal(local);
    return this;
  }

  @Override
  public final <T> StreamEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    applyOption(name, value);
    return this;
  }

  @Override
  public final StreamEndpoint configureBlocking(boolean block) throws IOException {
    setBlocking(block);
    return this;
  }
}

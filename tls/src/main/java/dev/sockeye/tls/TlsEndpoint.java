package dev.sockeye.tls;

import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.sockeye.AncillaryStream;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.Peekable;
import dev.sockeye.ReadinessSource;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;

/** A stream whose bytes are encrypted on the one below. */
final class TlsEndpoint implements StreamEndpoint, ReadinessSource {

  /** What is not to be reached past the encryption. */
  private static final Set<Class<?>> HIDDEN =
      Set.of(SelectableChannel.class, Peekable.class, AncillaryStream.class);

  private final StreamEndpoint below;
  private final TlsSettings settings;
  private final ReentrantLock closeLock = new ReentrantLock();

  private boolean lingers; // guarded by the lock of closes; only ever set: the end is under way
  private TlsCore core; // guarded by this; set once connected
  private volatile boolean closing; // only ever set
  private volatile boolean mayFinishConnect;
  private volatile long receiveTimeout; // nanoseconds, 0 for none
  private volatile long sendTimeout;

  TlsEndpoint(StreamEndpoint below, TlsSettings settings) {
    this.below = Objects.requireNonNull(below, "below");
    this.settings = settings;
    receiveTimeout = timeout(EndpointOptions.SO_RCVTIMEO);
    sendTimeout = timeout(EndpointOptions.SO_SNDTIMEO);
  }

  private long timeout(SocketOption<Duration> option) {
    try {
      return Deadline.nanos(below.getOption(option));
    } catch (IOException | UnsupportedOperationException e) {
      return 0; // closed: the first call tells
    }
  }

  /** Asks first, since a close meanwhile makes an endpoint one that is not connected. */
  private TlsCore core() throws IOException {
    boolean connected = below.isConnected();
    if (!isOpen()) {
      throw new ClosedChannelException();
    } else if (!connected) {
      throw new NotYetConnectedException();
    }
    synchronized (this) {
      if (core == null) {
        SSLEngine engine = EngineSetup.engine(settings, below.getRemoteAddress());
        core = new TlsCore(below, engine, () -> closing);
      }
      return core;
    }
  }

  private synchronized TlsCore coreIfThere() {
    return core;
  }

  /** The memory for records that is held between calls, in bytes. */
  int held() {
    TlsCore there = coreIfThere();
    return there == null ? 0 : there.held();
  }

  boolean handshake() throws IOException {
    return shake(core(), sendTimeout, Deadline.after(sendTimeout));
  }

  /** Sends KeyUpdate, RFC 8446 section 4.6.3, and asks the peer for one. */
  void updateKeys() throws IOException {
    core().output().updateKeys(Deadline.after(sendTimeout));
  }

  /** Each wait of a handshake, for input or output, has the limit of the call that needs it. */
  private boolean shake(TlsCore core, long timeout, long deadline) throws IOException {
    if (core.isEstablished()) {
      return true;
    }
    ReentrantLock turn = core.handshake();
    try {
      Turns.lock(turn, deadline);
      try {
        core.requireOpen();
        return limited(core, timeout, deadline);
      } finally {
        turn.unlock();
        core.output().settle();
      }
    } catch (IOException e) {
      throw core.closedMeanwhile(e);
    }
  }

  private boolean limited(TlsCore core, long timeout, long deadline) throws IOException {
    if (receiveTimeout == sendTimeout || core.isEstablished()) {
      return core.shake(deadline);
    }
    below.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofNanos(timeout));
    below.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofNanos(timeout));
    try {
      return core.shake(deadline);
    } finally {
      if (below.isOpen()) {
        below.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofNanos(receiveTimeout));
        below.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofNanos(sendTimeout));
      }
    }
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    Objects.requireNonNull(dst, "dst");
    return (int) read(dst, null, 0, 1);
  }

  @Override
  public long read(ByteBuffer[] dsts) throws IOException {
    return read(null, dsts, 0, dsts.length);
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, dsts.length);
    return read(null, dsts, offset, length);
  }

  /** Of one buffer or of several, so that one needs no array. */
  private long read(ByteBuffer one, ByteBuffer[] several, int offset, int length)
      throws IOException {
    boolean room = TlsInput.hasRoom(one, several, offset, length);
    TlsCore core = core();
    if (core.input().hasEnded()) {
      return -1;
    } else if (!room) {
      return 0;
    }
    long deadline = Deadline.after(receiveTimeout);
    return shake(core, receiveTimeout, deadline)
        ? core.input().read(one, several, offset, length, deadline)
        : 0;
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    Objects.requireNonNull(src, "src");
    return (int) write(src, null, 0, 1);
  }

  @Override
  public long write(ByteBuffer[] srcs) throws IOException {
    return write(null, srcs, 0, srcs.length);
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    return write(null, srcs, offset, length);
  }

  private long write(ByteBuffer one, ByteBuffer[] several, int offset, int length)
      throws IOException {
    long all = 0;
    for (int i = offset; i < offset + length; i++) {
      all += (several == null ? one : several[i]).remaining();
    }
    TlsCore core = core();
    core.output().requireOutput();
    if (all == 0) {
      return 0;
    }
    long deadline = Deadline.after(sendTimeout);
    return shake(core, sendTimeout, deadline)
        ? core.output().write(one, several, offset, length, all, deadline)
        : 0;
  }

  @Override
  public StreamEndpoint shutdownInput() throws IOException {
    core().input().end();
    below.shutdownInput();
    return this;
  }

  /** Where hands are not shaken yet, and that would block, the end follows the handshake. */
  @Override
  public StreamEndpoint shutdownOutput() throws IOException {
    TlsCore core = core();
    if (!core.output().hasEnded()) {
      shake(core, sendTimeout, Deadline.after(sendTimeout));
      core.output().end();
    }
    return this;
  }

  @Override
  public void close() throws IOException {
    closing = true;
    closeLock.lock();
    try {
      TlsCore there = coreIfThere();
      if (lingers) {
        return;
      }
      lingers = there != null && !Farewell.say(there);
      Below.forget(below);
      if (lingers) {
        LastFlush.begin(there);
      } else {
        below.close();
      }
    } finally {
      closeLock.unlock();
    }
  }

  @Override
  public int readyOps() {
    if (!isOpen()) {
      return OP_READ | OP_WRITE;
    } else if (!below.isConnected()) {
      return mayFinishConnect ? OP_CONNECT : Below.readyOps(below) & OP_CONNECT;
    }
    try {
      return core().readyOps();
    } catch (IOException e) {
      return OP_READ | OP_WRITE; // The next call tells it.
    }
  }

  @Override
  public void arm(int ops, Runnable callback) {
    TlsCore there = coreIfThere();
    if (!below.isConnected()) {
      Below.arm(below, OP_CONNECT, () -> connectTold(callback));
    } else {
      boolean shaking = there != null && !there.isEstablished();
      Below.arm(below, shaking ? there.waitsFor() : ops & (OP_READ | OP_WRITE), callback);
    }
  }

  private void connectTold(Runnable callback) {
    mayFinishConnect = true;
    callback.run();
  }

  @Override
  public SocketSpec<? extends Endpoint> spec() {
    return below.spec();
  }

  @Override
  public StreamEndpoint bind(SocketAddress local) throws IOException {
    below.bind(local);
    return this;
  }

  @Override
  public boolean connect(SocketAddress remote) throws IOException {
    return below.connect(remote);
  }

  @Override
  public boolean finishConnect() throws IOException {
    mayFinishConnect = false;
    return below.finishConnect();
  }

  @Override
  public boolean isConnected() {
    return below.isConnected();
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return below.getLocalAddress();
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    return below.getRemoteAddress();
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return Sessions.andOptions(below.supportedOptions());
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return name.equals(Tls.SESSION) ? name.type().cast(session()) : below.getOption(name);
  }

  private TlsSession session() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    TlsCore there = coreIfThere();
    boolean known = there != null && there.isEstablished();
    return known ? Sessions.of(there.engine(), settings.isClient()) : null;
  }

  @Override
  public <T> StreamEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    Sessions.requireOther(name);
    below.setOption(name, value);
    if (name.equals(EndpointOptions.SO_RCVTIMEO)) {
      receiveTimeout = Deadline.nanos((Duration) value);
    } else if (name.equals(EndpointOptions.SO_SNDTIMEO)) {
      sendTimeout = Deadline.nanos((Duration) value);
    }
    return this;
  }

  @Override
  public StreamEndpoint configureBlocking(boolean block) throws IOException {
    if (!block) {
      Below.unblock(below, coreIfThere());
      return this;
    }
    closeLock.lock(); // a close has it not block, and reads
    try {
      if (closing) {
        throw new ClosedChannelException();
      }
      block();
    } finally {
      closeLock.unlock();
    }
    return this;
  }

  /** Under the output's lock, so that no thread writes meanwhile that is not to wait. */
  private void block() throws IOException {
    TlsCore there = coreIfThere();
    if (there == null || below.isBlocking()) {
      below.configureBlocking(true);
      return;
    }
    there.output().lock().lock();
    try {
      Below.forget(below);
      below.configureBlocking(true);
    } finally {
      there.output().lock().unlock();
      there.output().settle();
    }
  }

  @Override
  public boolean isBlocking() {
    return below.isBlocking();
  }

  /** Of the channel below readiness says little: a poller has to ask this. */
  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    } else if (HIDDEN.contains(type)) {
      throw new UnsupportedOperationException(
          "TLS has no " + type.getName() + ": that of the stream below knows the encrypted bytes");
    }
    return type.isInstance(below) ? type.cast(below) : below.unwrap(type);
  }

  @Override
  public boolean isOpen() {
    return !closing && below.isOpen();
  }

  @Override
  public String toString() {
    return "TLS over " + below;
  }
}

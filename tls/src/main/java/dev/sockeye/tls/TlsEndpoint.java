package dev.sockeye.tls;

import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.ReadinessSource;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** A stream whose bytes are encrypted on the one below. */
final class TlsEndpoint implements StreamEndpoint, ReadinessSource {

  private static final long NOTICE_MILLIS = 100; // that a close waits for its close_notify

  private final StreamEndpoint below;
  private final TlsSettings settings;
  private final ByteBuffer[] oneRead = new ByteBuffer[1]; // guarded by the core's readLock
  private final ByteBuffer[] oneWrite = new ByteBuffer[1]; // guarded by the core's writeLock

  private TlsCore core; // guarded by this; set once connected
  private volatile boolean closing; // only ever set
  private volatile boolean inputEnded; // only ever set
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
    if (!below.isOpen() || closing) {
      throw new ClosedChannelException();
    } else if (!connected) {
      throw new NotYetConnectedException();
    }
    synchronized (this) {
      if (core == null) {
        core = new TlsCore(below, EngineSetup.engine(settings, below.getRemoteAddress()));
      }
      return core;
    }
  }

  private synchronized TlsCore coreIfThere() {
    return core;
  }

  boolean handshake() throws IOException {
    return shake(core(), sendTimeout);
  }

  /** Sends KeyUpdate, RFC 8446 section 4.6.3, and asks the peer for one. */
  void updateKeys() throws IOException {
    TlsCore core = core();
    lock(core.writeLock, Deadline.after(sendTimeout));
    try {
      core.updateKeys();
    } finally {
      core.writeLock.unlock();
    }
  }

  /** Each wait of a handshake, for input or output, has the limit of the call that needs it. */
  private boolean shake(TlsCore core, long timeout) throws IOException {
    if (core.isEstablished()) {
      return true;
    }
    long deadline = Deadline.after(timeout);
    lock(core.readLock, deadline);
    try {
      lock(core.writeLock, deadline);
      try {
        return limited(core, timeout, deadline);
      } finally {
        core.writeLock.unlock();
      }
    } finally {
      core.readLock.unlock();
    }
  }

  private boolean limited(TlsCore core, long timeout, long deadline) throws IOException {
    boolean differ = receiveTimeout != sendTimeout && !core.isEstablished();
    if (!differ) {
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

  /** A call with a limit waits for its turn no longer than that. */
  private void lock(ReentrantLock lock, long deadline) throws IOException {
    if (deadline == Deadline.NEVER || lock.tryLock()) {
      if (deadline == Deadline.NEVER) {
        lock.lock();
      }
      return;
    }
    try {
      if (!lock.tryLock(Deadline.remaining(deadline), TimeUnit.NANOSECONDS)) {
        throw new SocketTimeoutException("timed out");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new ClosedByInterruptException();
    }
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
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

  private long read(ByteBuffer one, ByteBuffer[] several, int offset, int length)
      throws IOException {
    long room = room(one, several, offset, length);
    TlsCore core = core();
    if (inputEnded) {
      return -1;
    } else if (room == 0) {
      return 0;
    }
    long deadline = Deadline.after(receiveTimeout);
    if (!shake(core, receiveTimeout)) {
      return 0;
    }
    lock(core.readLock, deadline);
    try {
      oneRead[0] = one;
      return readLocked(core, several == null ? oneRead : several, offset, length, deadline);
    } finally {
      oneRead[0] = null;
      core.readLock.unlock();
    }
  }

  private static long room(ByteBuffer one, ByteBuffer[] several, int offset, int length) {
    long room = 0;
    for (int i = offset; i < offset + length; i++) {
      ByteBuffer dst = several == null ? one : several[i];
      if (dst.isReadOnly()) {
        throw new IllegalArgumentException("Read-only buffer");
      }
      room += dst.remaining();
    }
    return room;
  }

  private long readLocked(TlsCore core, ByteBuffer[] dsts, int offset, int length, long deadline)
      throws IOException {
    if (!below.isOpen()) {
      throw new AsynchronousCloseException();
    }
    int there;
    try {
      there = inputEnded ? -1 : core.decrypt(deadline);
    } catch (IOException e) {
      if (inputEnded && below.isOpen()) {
        return -1;
      }
      throw e;
    }
    if (there <= 0) {
      return there;
    }
    long n = 0;
    for (int i = offset; i < offset + length; i++) {
      n += core.give(dsts[i]);
    }
    return n;
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
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
    requireOutput(core);
    if (all == 0) {
      return 0;
    }
    long deadline = Deadline.after(sendTimeout);
    if (!shake(core, sendTimeout)) {
      return 0;
    }
    lock(core.writeLock, deadline);
    try {
      oneWrite[0] = one;
      return writeLocked(core, several == null ? oneWrite : several, offset, length, all, deadline);
    } finally {
      oneWrite[0] = null;
      core.writeLock.unlock();
      core.settle();
    }
  }

  private static void requireOutput(TlsCore core) throws IOException {
    if (core.isOutputEnded()) {
      throw new ClosedChannelException();
    } else if (core.failure() != null && !(core.failure() instanceof TlsTruncatedException)) {
      throw core.failure();
    }
  }

  private long writeLocked(
      TlsCore core, ByteBuffer[] srcs, int offset, int length, long all, long deadline)
      throws IOException {
    requireOutput(core);
    if (!below.isOpen()) {
      throw new AsynchronousCloseException();
    }
    long moved = 0;
    try {
      while (moved < all && core.flush()) {
        if (moved > 0 && Deadline.remaining(deadline) <= 0) {
          break;
        }
        moved += core.wrap(srcs, offset, length);
      }
      core.flush();
    } catch (IOException e) {
      if (moved == 0 || !below.isOpen()) {
        throw closedMeanwhile(e);
      } // What was taken counts; the next call meets the failure again.
    }
    if (core.hasPending()) {
      flushLater(core);
    }
    return moved;
  }

  private IOException closedMeanwhile(IOException e) {
    return e.getClass() == ClosedChannelException.class && !below.isOpen()
        ? new AsynchronousCloseException()
        : e;
  }

  /** What a write has taken gets to the peer, though no other call follows. */
  private void flushLater(TlsCore core) {
    if (below.isBlocking()) {
      Thread thread = new Thread(() -> flushBlocking(core), "sockeye-tls-flush");
      thread.setDaemon(true);
      thread.start();
    } else {
      armBelow(OP_WRITE, () -> Readiness.shared().execute(() -> flushNow(core)));
    }
  }

  private void flushBlocking(TlsCore core) {
    core.writeLock.lock();
    try {
      while (core.hasPending() && below.isOpen() && below.isBlocking()) {
        flushPatiently(core);
      }
    } catch (IOException e) {
      return; // The next write meets it.
    } finally {
      core.writeLock.unlock();
    }
    if (core.hasPending() && below.isOpen()) {
      flushLater(core);
    }
  }

  private static void flushPatiently(TlsCore core) throws IOException {
    try {
      core.flush();
    } catch (SocketTimeoutException e) {
      // The limit is a caller's, and nobody waits here.
    }
  }

  private void flushNow(TlsCore core) {
    if (!core.writeLock.tryLock()) {
      return; // Who holds it flushes.
    }
    try {
      if (below.isBlocking() || core.flush()) {
        return;
      }
    } catch (IOException e) {
      return; // The next write meets it.
    } finally {
      core.writeLock.unlock();
    }
    flushLater(core);
  }

  @Override
  public StreamEndpoint shutdownInput() throws IOException {
    core();
    inputEnded = true;
    below.shutdownInput();
    return this;
  }

  @Override
  public StreamEndpoint shutdownOutput() throws IOException {
    TlsCore core = core();
    if (core.isOutputEnded()) {
      return this;
    }
    while (!shake(core, sendTimeout)) {
      Thread.onSpinWait();
    }
    lock(core.writeLock, Deadline.after(sendTimeout));
    try {
      if (!core.end()) {
        flushLater(core);
      }
    } finally {
      core.writeLock.unlock();
    }
    return this;
  }

  @Override
  public void close() throws IOException {
    TlsCore there = coreIfThere();
    boolean first = !closing;
    closing = true;
    if (first && there != null && there.isEstablished() && below.isOpen()) {
      notice(there);
    }
    SelectableChannel channel = channelBelow();
    below.close();
    if (channel != null) {
      Readiness.forget(channel);
    }
  }

  private void notice(TlsCore core) {
    if (Thread.currentThread().isInterrupted() || isAbortive() || core.isOutputEnded()) {
      return;
    } else if (!below.isBlocking()) {
      sendNotice(core);
      return;
    }
    Thread thread = new Thread(() -> sendNotice(core), "sockeye-tls-close");
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(NOTICE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isAbortive() {
    try {
      return below.supportedOptions().contains(StandardSocketOptions.SO_LINGER)
          && Objects.equals(below.getOption(StandardSocketOptions.SO_LINGER), 0);
    } catch (IOException e) {
      return true;
    }
  }

  private void sendNotice(TlsCore core) {
    if (!core.writeLock.tryLock()) {
      return;
    }
    try {
      core.end();
      drain(core);
    } catch (IOException e) {
      return; // The peer is gone, and has no need to know.
    } finally {
      core.writeLock.unlock();
    }
  }

  /** TCP breaks off, and loses what was sent, if something came that nobody read: tickets. */
  private void drain(TlsCore core) throws IOException {
    if (!settings.isClient() || !core.readLock.tryLock()) {
      return;
    }
    try {
      if (below.isBlocking()) {
        below.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(1));
      }
      core.decrypt(Deadline.after(TimeUnit.MILLISECONDS.toNanos(1)));
    } finally {
      core.readLock.unlock();
    }
  }

  private <T> T unwrapped(Class<T> type) {
    try {
      return below.unwrap(type);
    } catch (UnsupportedOperationException e) {
      return null;
    }
  }

  private SelectableChannel channelBelow() {
    return unwrapped(SelectableChannel.class);
  }

  @Override
  public int readyOps() {
    if (!below.isOpen()) {
      return OP_READ | OP_WRITE;
    } else if (!below.isConnected()) {
      ReadinessSource source = channelBelow() == null ? unwrapped(ReadinessSource.class) : null;
      return mayFinishConnect ? OP_CONNECT : source == null ? 0 : source.readyOps() & OP_CONNECT;
    }
    try {
      TlsCore core = core();
      if (!shake(core, 0)) {
        return 0;
      }
      int ready = core.hasPending() ? 0 : OP_WRITE;
      return inputEnded || isReadable(core) ? ready | OP_READ : ready;
    } catch (IOException e) {
      return OP_READ | OP_WRITE; // The next call tells it.
    }
  }

  private static boolean isReadable(TlsCore core) throws IOException {
    if (core.isReadable() || !core.readLock.tryLock()) {
      return core.isReadable();
    }
    try {
      return core.decrypt(Deadline.NEVER) != 0;
    } finally {
      core.readLock.unlock();
    }
  }

  @Override
  public void arm(int ops, Runnable callback) {
    TlsCore there = coreIfThere();
    if (!below.isConnected()) {
      armBelow(
          OP_CONNECT,
          () -> {
            mayFinishConnect = true;
            callback.run();
          });
    } else if (there != null && !there.isEstablished()) {
      armBelow(there.waitsFor(), callback);
    } else {
      armBelow(ops & (OP_READ | OP_WRITE), callback);
    }
  }

  private void armBelow(int ops, Runnable callback) {
    SelectableChannel channel = channelBelow();
    if (ops == 0) {
      return;
    } else if (channel != null) {
      Readiness.shared().arm(channel, ops, callback);
    } else {
      below.unwrap(ReadinessSource.class).arm(ops, callback);
    }
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
    Set<SocketOption<?>> options = new HashSet<>(below.supportedOptions());
    options.add(Tls.SESSION);
    return Set.copyOf(options);
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    if (!name.equals(Tls.SESSION)) {
      return below.getOption(name);
    } else if (!below.isOpen()) {
      throw new ClosedChannelException();
    }
    TlsCore there = coreIfThere();
    boolean known = there != null && there.isEstablished();
    return name.type().cast(known ? Sessions.of(there.engine(), settings.isClient()) : null);
  }

  @Override
  public <T> StreamEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    if (name.equals(Tls.SESSION)) {
      throw new IllegalArgumentException(name.name() + " can only be read");
    }
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
    SelectableChannel channel = block ? channelBelow() : null;
    if (channel != null) {
      Readiness.forget(channel);
    }
    below.configureBlocking(block);
    return this;
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
    } else if (type == SelectableChannel.class) {
      throw new UnsupportedOperationException("readiness of TLS is not that of the channel below");
    }
    return type.isInstance(below) ? type.cast(below) : below.unwrap(type);
  }

  @Override
  public boolean isOpen() {
    return below.isOpen();
  }

  @Override
  public String toString() {
    return "TLS over " + below;
  }
}

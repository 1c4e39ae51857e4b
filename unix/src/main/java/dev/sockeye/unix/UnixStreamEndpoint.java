package dev.sockeye.unix;

import dev.sockeye.Errno;
import dev.sockeye.SocketOptions;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.posix.NativeSockets;
import dev.sockeye.spi.Deadline;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** A stream over the JDK's channel or, with an abstract name, over a native descriptor. */
final class UnixStreamEndpoint extends Undecided<StreamEndpoint> implements StreamEndpoint {

  private static final long RETRY_NANOS = 1_000_000;

  private volatile boolean retrying;
  private volatile SocketAddress boundTo; // what bind was asked for

  private UnixStreamEndpoint(StreamEndpoint under) {
    super(under);
  }

  static UnixStreamEndpoint open() throws IOException {
    return new UnixStreamEndpoint(PathStreamEndpoint.open());
  }

  @Override
  StreamEndpoint openPath() throws IOException {
    return PathStreamEndpoint.open();
  }

  @Override
  StreamEndpoint openNative() throws IOException {
    return NativeSockets.open(UnixKinds.STREAM);
  }

  @Override
  <T> void set(StreamEndpoint socket, SocketOption<T> name, T value) throws IOException {
    socket.setOption(name, value);
  }

  @Override
  public SocketSpec<StreamEndpoint> spec() {
    return Unix.STREAM;
  }

  @Override
  public StreamEndpoint bind(SocketAddress local) throws IOException {
    choose("bind", local, true).bind(local);
    boundTo = local;
    decided();
    return this;
  }

  @Override
  public boolean connect(SocketAddress remote) throws IOException {
    Objects.requireNonNull(remote, "remote");
    StreamEndpoint chosen = choose("connect", remote, false);
    boolean connected;
    if (!(chosen instanceof PathStreamEndpoint)) {
      connected = chosen.connect(remote);
    } else if (isBlocking()) {
      connected = connectInTime(remote);
    } else {
      connected = connectOrBePending(remote);
    }
    decided();
    return connected;
  }

  /** The JDK has no pending connects in the UNIX domain; native endpoints do. */
  private boolean connectOrBePending(SocketAddress remote) throws IOException {
    boolean registered = isRegistered(); // and not to be lost, as it would be with the channel
    retrying = !registered;
    try {
      return under().connect(remote);
    } catch (IOException e) {
      if (registered || Errno.of(e).orElse(null) != Errno.EAGAIN || !becomeNative()) {
        throw e;
      }
      return again(under(), remote);
    } finally {
      retrying = false;
    }
  }

  private boolean again(StreamEndpoint fresh, SocketAddress remote) throws IOException {
    if (boundTo != null) {
      fresh.bind(boundTo);
    }
    return fresh.connect(remote);
  }

  private long sendTimeout() throws IOException {
    return under().getOption(SocketOptions.SO_SNDTIMEO).toNanos();
  }

  /**
   * A JDK channel that may not block, for a timeout or on a virtual thread, fails when the backlog
   * is full, and is closed then: others have to try again until the time is over.
   */
  private boolean connectInTime(SocketAddress remote) throws IOException {
    long deadline = Deadline.after(sendTimeout());
    retrying = true;
    try {
      for (boolean first = true; ; first = false) {
        try {
          return first ? under().connect(remote) : again(renew(), remote);
        } catch (SocketTimeoutException e) {
          throw e;
        } catch (IOException e) {
          if (Errno.of(e).orElse(null) != Errno.EAGAIN) {
            throw e;
          }
          awaitRetry(remote, deadline);
        }
      }
    } finally {
      retrying = false;
    }
  }

  private void awaitRetry(SocketAddress remote, long deadline) throws IOException {
    if (Deadline.remaining(deadline) <= 0) {
      throw SocketFailure.describe(
          "connect", "unix", null, remote, new SocketTimeoutException("timed out"));
    }
    LockSupport.parkNanos(this, RETRY_NANOS);
    if (Thread.currentThread().isInterrupted()) {
      close();
      throw new ClosedByInterruptException();
    } else if (isClosed()) {
      throw closedMeanwhile();
    }
  }

  @Override
  public boolean finishConnect() throws IOException {
    return under().finishConnect();
  }

  @Override
  public boolean isConnected() {
    return under().isConnected();
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return under().getLocalAddress();
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    return under().getRemoteAddress();
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    return under().read(dst);
  }

  @Override
  public long read(ByteBuffer[] dsts) throws IOException {
    return under().read(dsts);
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    return under().read(dsts, offset, length);
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    return under().write(src);
  }

  @Override
  public long write(ByteBuffer[] srcs) throws IOException {
    return under().write(srcs);
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    return under().write(srcs, offset, length);
  }

  @Override
  public StreamEndpoint shutdownInput() throws IOException {
    under().shutdownInput();
    return this;
  }

  @Override
  public StreamEndpoint shutdownOutput() throws IOException {
    under().shutdownOutput();
    return this;
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return options();
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    ensureOpen();
    return getOptionUnder(name);
  }

  @Override
  public <T> StreamEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    ensureOpen();
    setOptionUnder(name, value);
    return this;
  }

  private void ensureOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public StreamEndpoint configureBlocking(boolean block) throws IOException {
    under().configureBlocking(block);
    return this;
  }

  @Override
  public boolean isBlocking() {
    return under().isBlocking();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return under().unwrap(type);
  }

  @Override
  public boolean isOpen() {
    return !isClosed() && (retrying || under().isOpen());
  }

  @Override
  public void close() throws IOException {
    closeUnder();
  }

  @Override
  public String toString() {
    return under().toString();
  }
}

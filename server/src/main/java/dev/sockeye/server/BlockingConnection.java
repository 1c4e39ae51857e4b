package dev.sockeye.server;

import dev.sockeye.Endpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The endpoint that a blocking handler is given: counts what moves, notes since when nothing does,
 * and lets a server that closes end a read that waits in vain.
 */
final class BlockingConnection implements StreamEndpoint {

  /** When no read is under way. */
  private static final long NOT_READING = Long.MIN_VALUE;

  /** What is written at once where it matters whether something moves. */
  private static final int PIECE = 64 * 1024;

  private final StreamEndpoint socket;
  private final Counters counters;
  private final SocketAddress peer;
  private final long born = System.nanoTime();
  private final AtomicLong bytesRead = new AtomicLong();
  private final AtomicLong bytesWritten = new AtomicLong();

  // Since when the read that is under way waits, by System.nanoTime(). Of two readers the last one
  // counts, which is good enough: both wait.
  private volatile long readingSince = NOT_READING;

  private final Activity activity;
  private final boolean watched;
  private final ReentrantLock writing = new ReentrantLock(); // of what is written in pieces
  private volatile SocketTimeoutException timedOut; // Set before it is closed for that.
  private volatile boolean inputEnded; // only ever set

  /**
   * Creates it.
   *
   * @param watched whether {@link #quietFor} will be asked
   */
  BlockingConnection(StreamEndpoint socket, Counters counters, boolean watched) throws IOException {
    this.socket = socket;
    this.counters = counters;
    this.watched = watched;
    activity = new Activity(watched);
    peer = socket.getRemoteAddress();
  }

  /**
   * Takes the endpoint away from the handler, for who may have to wait for the peer's end.
   *
   * @return the endpoint; {@code null} if there is nothing to wait for, or a thread that the
   *     handler has left behind is still in a call
   */
  StreamEndpoint handOver() {
    return !inputEnded && socket.isOpen() && activity.seal() ? socket : null;
  }

  /** For how long the handler has waited for its peer, and nothing has moved. */
  long quietFor() {
    return activity.quietFor();
  }

  /** Closes it since nothing has moved for so long, which the handler's call then throws. */
  void timeOut(long nanos) throws IOException {
    timedOut = new SocketTimeoutException(Watchdog.UNMOVED + nanos / 1_000_000 + " ms");
    Reset.onClose(socket); // The peer must not take what it got for all.
    socket.close();
  }

  /** Why the server has closed it, if it has. */
  SocketTimeoutException timedOut() {
    return timedOut;
  }

  SocketAddress peer() {
    return peer;
  }

  /** Tells the flight recorder of the end. */
  void ended(Throwable cause) {
    FlightRecorder.closed(socket, peer, born, bytesRead.get(), bytesWritten.get(), cause);
  }

  /** What it is and waits for, for people. */
  String describe() {
    long since = readingSince;
    long now = System.nanoTime();
    return socket
        + ": open for "
        + ServerDump.seconds(now - born)
        + ", "
        + bytesRead
        + " bytes read and "
        + bytesWritten
        + " written, "
        + (since == NOT_READING
            ? "its handler is at work"
            : "waits for input since " + ServerDump.seconds(now - since));
  }

  /** Ends a read that has found nothing for so long: it gives the end of the stream. */
  void endIdleRead(long nanos) throws IOException {
    long since = readingSince;
    if (since != NOT_READING && System.nanoTime() - since >= nanos) {
      socket.shutdownInput();
    }
  }

  private void beginRead() throws ClosedChannelException {
    activity.begin();
    readingSince = System.nanoTime();
  }

  private void endRead(long n) {
    readingSince = NOT_READING;
    activity.end();
    if (n > 0) {
      activity.moves();
      bytesRead.addAndGet(n);
      counters.bytesRead.add(n);
    } else if (n < 0) {
      inputEnded = true;
    }
  }

  /** What the handler is told of a call that found this closed. */
  private IOException closed(ClosedChannelException e) {
    SocketTimeoutException cause = timedOut;
    return cause == null ? e : cause;
  }

  private long wrote(long n) {
    if (n > 0) {
      activity.moves();
    }
    bytesWritten.addAndGet(n);
    counters.bytesWritten.add(n);
    return n;
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    int n = 0;
    beginRead();
    try {
      n = socket.read(dst);
      return n;
    } catch (ClosedChannelException e) {
      throw closed(e);
    } finally {
      endRead(n);
    }
  }

  @Override
  public long read(ByteBuffer[] dsts) throws IOException {
    return read(dsts, 0, dsts.length);
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    long n = 0;
    beginRead();
    try {
      n = socket.read(dsts, offset, length);
      return n;
    } catch (ClosedChannelException e) {
      throw closed(e);
    } finally {
      endRead(n);
    }
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    activity.begin();
    try {
      return watched ? writePieces(src) : (int) wrote(socket.write(src));
    } catch (ClosedChannelException e) {
      throw closed(e);
    } finally {
      activity.end();
    }
  }

  @Override
  public long write(ByteBuffer[] srcs) throws IOException {
    return write(srcs, 0, srcs.length);
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    activity.begin();
    try {
      return watched
          ? writePieces(srcs, offset, length)
          : wrote(socket.write(srcs, offset, length));
    } catch (ClosedChannelException e) {
      throw closed(e);
    } finally {
      activity.end();
    }
  }

  /** A call with much tells only at its end that something has moved: so it is made of several. */
  private int writePieces(ByteBuffer src) throws IOException {
    writing.lock();
    try {
      return writeUnlocked(src, 0);
    } finally {
      writing.unlock();
    }
  }

  private long writePieces(ByteBuffer[] srcs, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    writing.lock();
    try {
      return remaining(srcs, offset, length) <= PIECE
          ? wrote(socket.write(srcs, offset, length))
          : writeUnlocked(srcs, offset, length);
    } finally {
      writing.unlock();
    }
  }

  private static long remaining(ByteBuffer[] srcs, int offset, int length) {
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += srcs[i].remaining();
    }
    return sum;
  }

  private long writeUnlocked(ByteBuffer[] srcs, int offset, int length) throws IOException {
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += writeUnlocked(srcs[i], sum);
      if (srcs[i].hasRemaining()) {
        return sum;
      }
    }
    return sum;
  }

  /** After something was written a failure is left to the next call, but for a close. */
  private int writeUnlocked(ByteBuffer src, long before) throws IOException {
    int sum = 0;
    try {
      for (int n = 1; n > 0 && src.hasRemaining(); sum += n) {
        n = writePiece(src);
      }
    } catch (IOException e) {
      if (before + sum == 0 || e instanceof ClosedChannelException) {
        throw e;
      }
    }
    return sum;
  }

  private int writePiece(ByteBuffer src) throws IOException {
    int limit = src.limit();
    try {
      src.limit(Math.min(limit, src.position() + PIECE));
      return (int) wrote(socket.write(src));
    } finally {
      src.limit(limit);
    }
  }

  @Override
  public StreamEndpoint shutdownInput() throws IOException {
    socket.shutdownInput();
    return this;
  }

  @Override
  public StreamEndpoint shutdownOutput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  @Override
  public StreamEndpoint bind(SocketAddress local) throws IOException {
    socket.bind(local);
    return this;
  }

  @Override
  public boolean connect(SocketAddress remote) throws IOException {
    return socket.connect(remote);
  }

  @Override
  public boolean finishConnect() throws IOException {
    return socket.finishConnect();
  }

  @Override
  public boolean isConnected() {
    return socket.isConnected();
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return socket.getLocalAddress();
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    return socket.getRemoteAddress();
  }

  @Override
  public <T> StreamEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    socket.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return socket.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return socket.supportedOptions();
  }

  @Override
  public StreamEndpoint configureBlocking(boolean block) throws IOException {
    socket.configureBlocking(block);
    return this;
  }

  @Override
  public boolean isBlocking() {
    return socket.isBlocking();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return socket.unwrap(type);
  }

  @Override
  public SocketSpec<? extends Endpoint> spec() {
    return socket.spec();
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  @Override
  public String toString() {
    return socket.toString();
  }
}

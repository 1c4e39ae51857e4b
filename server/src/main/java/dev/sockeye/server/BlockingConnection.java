package dev.sockeye.server;

import dev.sockeye.Endpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The endpoint that a blocking handler is given: counts what moves, and lets a server that closes
 * end a read that waits in vain.
 */
final class BlockingConnection implements StreamEndpoint {

  /** When no read is under way. */
  private static final long NOT_READING = Long.MIN_VALUE;

  private final StreamEndpoint socket;
  private final Counters counters;
  private final SocketAddress peer;
  private final long born = System.nanoTime();
  private final AtomicLong bytesRead = new AtomicLong();
  private final AtomicLong bytesWritten = new AtomicLong();

  // Since when the read that is under way waits, by System.nanoTime(). Of two readers the last one
  // counts, which is good enough: both wait.
  private volatile long readingSince = NOT_READING;

  BlockingConnection(StreamEndpoint socket, Counters counters) throws IOException {
    this.socket = socket;
    this.counters = counters;
    peer = socket.getRemoteAddress();
  }

  SocketAddress peer() {
    return peer;
  }

  /** Tells the flight recorder of the end. */
  void ended(Throwable cause) {
    FlightRecorder.closed(socket, peer, born, bytesRead.get(), bytesWritten.get(), cause);
  }

  /** Ends a read that has found nothing for so long: it gives the end of the stream. */
  void endIdleRead(long nanos) throws IOException {
    long since = readingSince;
    if (since != NOT_READING && System.nanoTime() - since >= nanos) {
      socket.shutdownInput();
    }
  }

  private void beginRead() {
    readingSince = System.nanoTime();
  }

  private long endRead(long n) {
    readingSince = NOT_READING;
    if (n > 0) {
      bytesRead.addAndGet(n);
      counters.bytesRead.add(n);
    }
    return n;
  }

  private long wrote(long n) {
    bytesWritten.addAndGet(n);
    counters.bytesWritten.add(n);
    return n;
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    long n = 0;
    beginRead();
    try {
      n = socket.read(dst);
    } finally {
      endRead(n);
    }
    return (int) n;
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
    } finally {
      endRead(n);
    }
    return n;
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    return (int) wrote(socket.write(src));
  }

  @Override
  public long write(ByteBuffer[] srcs) throws IOException {
    return wrote(socket.write(srcs));
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    return wrote(socket.write(srcs, offset, length));
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

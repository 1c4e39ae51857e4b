package dev.sockeye.nio;

import dev.sockeye.spi.SocketFailure;

import dev.sockeye.Errno;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A stream endpoint over a {@link SocketChannel}, of the Internet or the UNIX domain. Without a
 * timeout each call is the channel's, and so one system call.
 */
public class NioStreamEndpoint extends NioEndpoint<StreamEndpoint, SocketChannel>
    implements StreamEndpoint {

  // Timed reads take turns by this lock, plain ones by the channel's own.
  private final ReentrantLock readLock = new ReentrantLock();

  // Held during all of a write that may be several of the channel's.
  private final ReentrantLock writeLock = new ReentrantLock();

  // Set while such a write is under way. A call in non-blocking mode is one of the
  // channel's, and so needs the lock only where it could come between two of those.
  private volatile boolean writingParts;

  private volatile SocketAddress remote;

  // Whether a write was told that the connection broke, which the system tells one call only:
  // reading would find an end. What a read was told the channel remembers. Only ever set.
  private volatile boolean reset;

  /**
   * Creates an endpoint.
   *
   * @param spec its triple
   * @param transport its transport's name, for messages
   * @param channel its channel, in blocking mode, connected or not, which it owns
   */
  public NioStreamEndpoint(
      SocketSpec<StreamEndpoint> spec, String transport, SocketChannel channel) {
    super(spec, transport, channel);
    try {
      remote = channel.getRemoteAddress();
    } catch (IOException closed) {
      remote = null; // The first call tells.
    }
  }

  @Override
  public boolean connect(SocketAddress peer) throws IOException {
    Objects.requireNonNull(peer, "remote");
    SocketAddress before = remote;
    try {
      if (!enterPlainOutput()) {
        return timedConnect(peer);
      }
      try {
        remote = peer;
        return checked(channel().connect(peer));
      } finally {
        exitPlain();
      }
    } catch (IOException e) {
      throw connectFailure(e);
    } catch (RuntimeException e) {
      remote = before; // a call out of order, or an address that cannot be
      throw e;
    }
  }

  private boolean timedConnect(SocketAddress peer) throws IOException {
    writeLock.lock();
    try {
      long deadline = sendDeadline();
      enterTimed(deadline);
      try {
        remote = peer;
        return checked(channel().connect(peer) || awaitConnected(deadline));
      } finally {
        exitTimed();
      }
    } finally {
      writeLock.unlock();
    }
  }

  private boolean checked(boolean connected) throws IOException {
    if (connected) {
      checkConnection();
    }
    return connected;
  }

  /**
   * Looks at a connection that stands, before the call that made it tells so.
   *
   * @throws IOException if it is none to be used: the connect fails with it
   */
  protected void checkConnection() throws IOException {
    // Any is, unless a subclass knows better.
  }

  private boolean awaitConnected(long deadline) throws IOException {
    boolean connected = channel().finishConnect();
    while (!connected && isBlocking()) {
      awaitWritable(SelectionKey.OP_CONNECT, deadline);
      connected = channel().finishConnect();
    }
    return connected;
  }

  @Override
  public boolean finishConnect() throws IOException {
    try {
      if (!enterPlainOutput()) {
        return timedFinishConnect();
      }
      try {
        return checked(channel().finishConnect());
      } finally {
        exitPlain();
      }
    } catch (IOException e) {
      throw connectFailure(e);
    }
  }

  private boolean timedFinishConnect() throws IOException {
    writeLock.lock();
    try {
      long deadline = sendDeadline();
      enterTimed(deadline);
      try {
        return checked(awaitConnected(deadline));
      } finally {
        exitTimed();
      }
    } finally {
      writeLock.unlock();
    }
  }

  /** The state of a socket whose connect failed is unspecified: it is closed. */
  private IOException connectFailure(IOException e) throws IOException {
    close();
    return SocketFailure.describe("connect", transport(), null, remote, e);
  }

  @Override
  public boolean isConnected() {
    return channel().isConnected();
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    return channel().getRemoteAddress();
  }

  @Override
  protected SocketAddress knownRemote() {
    return remote;
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    try {
      if (!enterPlainInput()) {
        return timedRead(dst);
      }
      try {
        return (int) unlessReset(channel().read(dst));
      } finally {
        exitPlain();
      }
    } catch (IOException e) {
      throw failure("read", e);
    }
  }

  private int timedRead(ByteBuffer dst) throws IOException {
    readLock.lock();
    try {
      long deadline = receiveDeadline();
      enterTimed(deadline);
      try {
        int n;
        while ((n = channel().read(dst)) == 0 && dst.hasRemaining() && isBlocking()) {
          awaitReadable(SelectionKey.OP_READ, deadline);
        }
        return (int) unlessReset(n);
      } finally {
        exitTimed();
      }
    } finally {
      readLock.unlock();
    }
  }

  /** Gives what a read gave; an end after a break is the break. */
  private long unlessReset(long n) throws IOException {
    if (n < 0 && reset) {
      throw new SocketException(Errno.ECONNRESET.text());
    }
    return n;
  }

  private IOException noteReset(IOException e) {
    if (Errno.of(e).orElse(null) == Errno.ECONNRESET) {
      reset = true;
    }
    return e;
  }

  @Override
  public final long read(ByteBuffer[] dsts) throws IOException {
    return read(dsts, 0, dsts.length);
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    try {
      if (!enterPlainInput()) {
        return timedRead(dsts, offset, length);
      }
      try {
        return unlessReset(channel().read(dsts, offset, length));
      } finally {
        exitPlain();
      }
    } catch (IOException e) {
      throw failure("readv", e);
    }
  }

  private long timedRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
    readLock.lock();
    try {
      long deadline = receiveDeadline();
      enterTimed(deadline);
      try {
        long n;
        while ((n = channel().read(dsts, offset, length)) == 0
            && anyRemaining(dsts, offset, length)
            && isBlocking()) {
          awaitReadable(SelectionKey.OP_READ, deadline);
        }
        return unlessReset(n);
      } finally {
        exitTimed();
      }
    } finally {
      readLock.unlock();
    }
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    if (enterOnce()) {
      return writeOnce(src);
    }
    int start = src.position();
    writeLock.lock();
    writingParts = true;
    try {
      writeAll(src);
    } catch (IOException e) {
      noteReset(e);
      if (src.position() == start || !isOpen()) {
        throw failure("write", src.position() == start ? e : closedMeanwhile(e));
      } // What was written counts; the next call meets the failure again.
    } finally {
      writingParts = false;
      writeLock.unlock();
    }
    return src.position() - start;
  }

  /** Begins a call that may be one of the channel's; to be ended by {@link #exitPlain}. */
  private boolean enterOnce() throws IOException {
    if (channel().isBlocking() || writingParts || !enterPlainOutput()) {
      return false;
    } else if (!channel().isBlocking()) {
      return true;
    }
    exitPlain(); // There was a timeout, and it is gone: the channel blocks again.
    return false;
  }

  private int writeOnce(ByteBuffer src) throws IOException {
    try {
      return channel().write(src);
    } catch (IOException e) {
      throw failure("write", noteReset(e));
    } finally {
      exitPlain();
    }
  }

  private void writeAll(ByteBuffer src) throws IOException {
    if (enterPlainOutput()) {
      try {
        boolean again;
        do {
          again = channel().write(src) > 0 && src.hasRemaining() && channel().isBlocking();
        } while (again);
      } finally {
        exitPlain();
      }
      return;
    }
    long deadline = sendDeadline();
    enterTimed(deadline);
    try {
      while (channel().write(src) >= 0 && src.hasRemaining() && isBlocking()) {
        awaitWritable(SelectionKey.OP_WRITE, deadline);
      }
    } finally {
      exitTimed();
    }
  }

  @Override
  public final long write(ByteBuffer[] srcs) throws IOException {
    return write(srcs, 0, srcs.length);
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    if (enterOnce()) {
      return writeOnce(srcs, offset, length);
    }
    long before = remaining(srcs, offset, length);
    writeLock.lock();
    writingParts = true;
    try {
      writeAll(srcs, offset, length);
    } catch (IOException e) {
      noteReset(e);
      if (remaining(srcs, offset, length) == before || !isOpen()) {
        throw failure("writev", remaining(srcs, offset, length) == before ? e : closedMeanwhile(e));
      } // What was written counts; the next call meets the failure again.
    } finally {
      writingParts = false;
      writeLock.unlock();
    }
    return before - remaining(srcs, offset, length);
  }

  private long writeOnce(ByteBuffer[] srcs, int offset, int length) throws IOException {
    try {
      return channel().write(srcs, offset, length);
    } catch (IOException e) {
      throw failure("writev", noteReset(e));
    } finally {
      exitPlain();
    }
  }

  private void writeAll(ByteBuffer[] srcs, int offset, int length) throws IOException {
    if (enterPlainOutput()) {
      try {
        boolean again;
        do {
          again =
              channel().write(srcs, offset, length) > 0
                  && anyRemaining(srcs, offset, length)
                  && channel().isBlocking();
        } while (again);
      } finally {
        exitPlain();
      }
      return;
    }
    long deadline = sendDeadline();
    enterTimed(deadline);
    try {
      while (channel().write(srcs, offset, length) >= 0
          && anyRemaining(srcs, offset, length)
          && isBlocking()) {
        awaitWritable(SelectionKey.OP_WRITE, deadline);
      }
    } finally {
      exitTimed();
    }
  }

  /** A channel closed between two parts of one write does not know that a call was under way. */
  private static IOException closedMeanwhile(IOException e) {
    boolean plain = e.getClass() == ClosedChannelException.class;
    return plain ? new AsynchronousCloseException() : e;
  }

  private static long remaining(ByteBuffer[] buffers, int offset, int length) {
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += buffers[i].remaining();
    }
    return sum;
  }

  private static boolean anyRemaining(ByteBuffer[] buffers, int offset, int length) {
    return remaining(buffers, offset, length) > 0;
  }

  @Override
  public StreamEndpoint shutdownInput() throws IOException {
    try {
      channel().shutdownInput();
      return this;
    } catch (IOException e) {
      throw failure("shutdown", e);
    }
  }

  @Override
  public StreamEndpoint shutdownOutput() throws IOException {
    try {
      channel().shutdownOutput();
      wakeWriter(); // no selector tells of it in the UNIX domain
      return this;
    } catch (IOException e) {
      throw failure("shutdown", e);
    }
  }
}

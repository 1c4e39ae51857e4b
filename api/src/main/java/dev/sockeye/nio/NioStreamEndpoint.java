package dev.sockeye.nio;

import dev.sockeye.Errno;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A stream endpoint over a {@link SocketChannel}, of the Internet or the UNIX domain. Without a
 * timeout each call is the channel's, and so one system call.
 */
@SuppressWarnings("this-escape") // its parts keep it, and ask it nothing yet
public class NioStreamEndpoint extends NioEndpoint<StreamEndpoint, SocketChannel>
    implements StreamEndpoint {

  // Timed reads take turns by this lock, plain ones by the channel's own.
  private final ReentrantLock readLock = new ReentrantLock();

  private final NioStreamOutput output = new NioStreamOutput(this);
  private volatile SocketAddress remote;

  // Whether something was written since the last read, so that what is read may be the answer. A
  // hint: the threads that read and write need not agree on it.
  private boolean answerDue;

  private final DirectStream direct = new DirectStream(this);

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
    output.lock().lock();
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
      output.lock().unlock();
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
    output.lock().lock();
    try {
      long deadline = sendDeadline();
      enterTimed(deadline);
      try {
        return checked(awaitConnected(deadline));
      } finally {
        exitTimed();
      }
    } finally {
      output.lock().unlock();
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

  /**
   * From now on an interrupt neither ends a call nor closes this. If it is connected and in
   * blocking mode, and the host allows it, all is read and written by system calls of its own from
   * then on, on a second descriptor: the channel would have to be waited for before each read.
   */
  @Override
  public void ignoreInterrupts() {
    super.ignoreInterrupts();
    if (isConnected() && isBlocking()) {
      try {
        direct.open();
      } catch (IOException e) {
        // It is closed, or its peer gone: the channel tells.
      }
    }
  }

  @Override
  protected <T> void applyOption(SocketOption<T> name, T value) throws IOException {
    super.applyOption(name, value);
    if (SocketTimeouts.has(name)) {
      direct.timeout(name);
    }
  }

  @Override
  public StreamEndpoint configureBlocking(boolean block) throws IOException {
    super.configureBlocking(block);
    direct.configureBlocking(block);
    return this;
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      direct.close(); // after the channel: what it wakes looks whether that is open
    }
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    StreamEndpoint other = direct.socket();
    if (other != null) {
      return other.read(dst);
    }
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
        if (isAnswerDue() && dst.hasRemaining() && isBlocking()) {
          awaitReadable(SelectionKey.OP_READ, deadline); // a read would find nothing yet
        }
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

  private boolean isAnswerDue() {
    boolean due = answerDue;
    answerDue = false;
    return due && isUninterruptible();
  }

  /** Gives what a read gave; an end after a break is the break. */
  private long unlessReset(long n) throws IOException {
    if (n < 0 && output.wasReset()) {
      throw new SocketException(Errno.ECONNRESET.text());
    }
    return n;
  }

  @Override
  public final long read(ByteBuffer[] dsts) throws IOException {
    return read(dsts, 0, dsts.length);
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    StreamEndpoint other = direct.socket();
    if (other != null) {
      return other.read(dsts, offset, length);
    }
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
    StreamEndpoint other = direct.socket();
    if (other != null) {
      return other.write(src);
    }
    answerDue = true;
    return output.write(src);
  }

  @Override
  public final long write(ByteBuffer[] srcs) throws IOException {
    return write(srcs, 0, srcs.length);
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    StreamEndpoint other = direct.socket();
    if (other != null) {
      return other.write(srcs, offset, length);
    }
    return output.write(srcs, offset, length);
  }

  static long remaining(ByteBuffer[] buffers, int offset, int length) {
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += buffers[i].remaining();
    }
    return sum;
  }

  static boolean anyRemaining(ByteBuffer[] buffers, int offset, int length) {
    return remaining(buffers, offset, length) > 0;
  }

  @Override
  public StreamEndpoint shutdownInput() throws IOException {
    StreamEndpoint other = direct.socket();
    if (other != null) {
      other.shutdownInput();
      return this;
    }
    try {
      channel().shutdownInput();
      return this;
    } catch (IOException e) {
      throw failure("shutdown", e);
    }
  }

  @Override
  public StreamEndpoint shutdownOutput() throws IOException {
    StreamEndpoint other = direct.socket();
    if (other != null) {
      other.shutdownOutput();
      return this;
    }
    try {
      channel().shutdownOutput();
      wakeWriter(); // no selector tells of it in the UNIX domain
      return this;
    } catch (IOException e) {
      throw failure("shutdown", e);
    }
  }
}

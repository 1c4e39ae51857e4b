package dev.sockeye.nio;

import dev.sockeye.Errno;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.DescriptorStream;
import dev.sockeye.internal.FileTarget;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A stream endpoint over a {@link SocketChannel}, of the Internet or the UNIX domain. Without a
 * timeout each call is the channel's, and so one system call.
 */
@SuppressWarnings("this-escape") // its output keeps it, and asks it nothing yet
public class NioStreamEndpoint extends NioEndpoint<StreamEndpoint, SocketChannel>
    implements StreamEndpoint, FileTarget, DescriptorStream {

  /** What a call that would have to wait gives. */
  static final long AGAIN = -Errno.EAGAIN.number();

  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  // Timed reads take turns by this lock, plain ones by the channel's own.
  private final ReentrantLock readLock = new ReentrantLock();

  private final NioStreamOutput output = new NioStreamOutput(this);
  private volatile SocketAddress remote;

  // Whether something was written since the last read, so that what is read may be the answer. A
  // hint: the threads that read and write need not agree on it.
  private boolean answerDue;

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
    answerDue = true;
    return output.write(src);
  }

  @Override
  public final long write(ByteBuffer[] srcs) throws IOException {
    return write(srcs, 0, srcs.length);
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    return output.write(srcs, offset, length);
  }

  @Override
  public long sendFile(FileChannel file, long position, long count) throws IOException {
    answerDue = true;
    return output.sendFile(file, position, count);
  }

  @Override
  public void close() throws IOException {
    output.files().beginClose();
    try {
      super.close();
    } finally {
      output.files().endClose();
    }
  }

  /** An interrupt has ended a call on something else, that was made for this. */
  void interrupted() throws IOException {
    if (!isUninterruptible()) {
      close();
    }
  }

  // Calls on the socket that the channel has not.

  /** Else one that another thread begins, and that goes straight to the channel, forbids them. */
  @Override
  public Calls beginCalls() {
    return detour();
  }

  @Override
  public long sendBy(Call call) throws IOException {
    return output.sendBy(call);
  }

  @Override
  public long receiveBy(Call call) throws IOException {
    readLock.lock();
    try {
      if (!tryEnterTimed()) {
        return DescriptorStream.NOT_NOW;
      }
      try {
        return receiveOnce(call);
      } finally {
        exitTimed();
      }
    } catch (IOException e) {
      throw failure("splice", output.noteReset(e));
    } finally {
      readLock.unlock();
    }
  }

  private long receiveOnce(Call call) throws IOException {
    if (channel().read(NOTHING.duplicate()) < 0) {
      return unlessReset(-1); // The input was shut down here.
    }
    long deadline = receiveDeadline();
    long n;
    while ((n = call.make(-1)) == AGAIN && isBlocking()) {
      awaitReadable(SelectionKey.OP_READ, deadline);
    }
    return n == 0 ? unlessReset(-1) : moved(n);
  }

  /** Makes of what a system call gave what it moved. */
  static long moved(long result) throws SocketException {
    if (result >= 0) {
      return result;
    } else if (result == AGAIN) {
      return 0;
    }
    int errno = (int) -result;
    throw new SocketException(Errno.ofNumber(errno).map(Errno::text).orElse("errno " + errno));
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

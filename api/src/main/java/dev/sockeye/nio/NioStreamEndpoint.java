package dev.sockeye.nio;

import dev.sockeye.FileTarget;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.DescriptorStream;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/**
 * A stream endpoint over a {@link SocketChannel}, of the Internet or the UNIX domain. Without a
 * timeout each call is the channel's, and so one system call.
 *
 * <p>Where interrupts are ignored the channel has to be waited for before each read. Once that was
 * done often, and if the host allows it, all is read and written by system calls of its own, on a
 * second descriptor; not of a channel that was {@linkplain #unwrap unwrapped} before, or shut down.
 */
@SuppressWarnings("this-escape") // its parts keep it, and ask it nothing yet
public class NioStreamEndpoint extends NioEndpoint<StreamEndpoint, SocketChannel>
    implements StreamEndpoint, FileTarget, DescriptorStream {

  private final NioStreamInput input = new NioStreamInput(this);
  private final NioStreamOutput output = new NioStreamOutput(this);
  private volatile SocketAddress remote;

  private final DirectStream direct = new DirectStream(this);

  // Whether calls have waited so often that the direct stream is worth while: before, it is not
  // opened, and no call need look at it. Only ever set.
  private volatile boolean waitsOften;

  // Whether it stays in non-blocking mode until it is closed, and is read and written in the
  // channel: then each call is one of the channel's, and none need be counted. Only ever set.
  private volatile boolean staysNonBlocking;

  // Set while a write is under way that is several of the channel's calls, or not one of these. A
  // call in non-blocking mode is one of the channel's, and so needs the lock of the output only
  // where it could come between those.
  volatile boolean writingParts;

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

  /** Where this is read and written instead of in the channel; {@code null} if it is there. */
  private StreamEndpoint elsewhere() {
    return waitsOften ? direct.openedIfDue(input, output) : null;
  }

  DirectStream direct() {
    return direct;
  }

  void noteOftenWaits() {
    waitsOften = true;
  }

  /** Whether a write was told that the connection broke. */
  boolean wasReset() {
    return output.wasReset();
  }

  IOException noteReset(IOException e) {
    return output.noteReset(e);
  }

  @Override
  protected void lend() {
    direct.share();
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    synchronized (direct) { // which sets an option for a moment while it opens
      return super.getOption(name);
    }
  }

  @Override
  protected <T> void applyOption(SocketOption<T> name, T value) throws IOException {
    synchronized (direct) {
      super.applyOption(name, value);
      if (SocketTimeouts.has(name)) {
        direct.timeout(name);
      }
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
    NioFileOutput files = output.beginClose();
    try {
      closeBoth();
    } finally {
      if (files != null) {
        files.endClose();
      }
    }
  }

  private void closeBoth() throws IOException {
    try {
      super.close();
    } finally {
      direct.close(); // after the channel: what it wakes looks whether that is open
    }
  }

  @Override
  public void stayNonBlocking() {
    staysNonBlocking = !isBlocking() && direct.settle() == null && mode().stayNonBlocking();
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    if (staysNonBlocking) {
      return readNow(dst);
    }
    StreamEndpoint other = elsewhere();
    if (other != null) {
      return other.read(dst);
    }
    return input.read(dst);
  }

  private int readNow(ByteBuffer dst) throws IOException {
    try {
      return (int) input.unlessReset(channel().read(dst));
    } catch (IOException e) {
      throw failure("read", e);
    }
  }

  @Override
  public final long read(ByteBuffer[] dsts) throws IOException {
    return read(dsts, 0, dsts.length);
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    StreamEndpoint other = elsewhere();
    if (other != null) {
      return other.read(dsts, offset, length);
    }
    return input.read(dsts, offset, length);
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    if (staysNonBlocking && !writingParts) {
      return writeNow(src);
    }
    StreamEndpoint other = elsewhere();
    if (other != null) {
      return other.write(src);
    }
    input.expectAnswer();
    return output.write(src);
  }

  private int writeNow(ByteBuffer src) throws IOException {
    try {
      return channel().write(src);
    } catch (IOException e) {
      throw failure("write", noteReset(e));
    }
  }

  @Override
  public final long write(ByteBuffer[] srcs) throws IOException {
    return write(srcs, 0, srcs.length);
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    StreamEndpoint other = elsewhere();
    if (other != null) {
      return other.write(srcs, offset, length);
    }
    return output.write(srcs, offset, length);
  }

  @Override
  public long sendFile(FileChannel file, long position, long count) throws IOException {
    input.expectAnswer();
    return output.sendFile(file, position, count);
  }

  /** An interrupt has ended a call on something else, that was made for this. */
  void interrupted() throws IOException {
    if (!isUninterruptible()) {
      close();
    }
  }

  // Calls on the socket that the channel has not.

  /**
   * Else one that another thread begins, and that goes straight to the channel, forbids them. None
   * where all is written by another endpoint of the socket: what was taken could not be given on.
   */
  @Override
  public Calls beginCalls() {
    return direct.socket() == null ? detour() : null;
  }

  @Override
  public long sendBy(Call call) throws IOException {
    return output.sendBy(call);
  }

  @Override
  public long receiveBy(Call call) throws IOException {
    return input.receiveBy(call);
  }

  @Override
  public StreamEndpoint shutdownInput() throws IOException {
    StreamEndpoint other = direct.settle();
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
    StreamEndpoint other = direct.settle();
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

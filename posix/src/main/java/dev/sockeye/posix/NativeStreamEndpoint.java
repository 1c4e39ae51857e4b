package dev.sockeye.posix;

import dev.sockeye.AncillaryStream;
import dev.sockeye.FileTarget;
import dev.sockeye.Message;
import dev.sockeye.Peekable;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.DescriptorStream;
import dev.sockeye.internal.Shareable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A stream over a native descriptor. */
final class NativeStreamEndpoint extends NativeEndpoint<StreamEndpoint>
    implements AncillaryStream, Peekable, FileTarget, DescriptorStream, Shareable {

  /** What costs less to copy than it takes to open a pipe. */
  private static final int LITTLE = 128 * 1024;

  private final StreamReceiver receiver = new StreamReceiver(this);
  private final StreamSender sender = new StreamSender(this);
  private int callers; // who make calls that must not wait; guarded by receiver

  NativeStreamEndpoint(Kind<StreamEndpoint> kind, int fd) {
    super(kind, fd);
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    return receiver.read(dst);
  }

  @Override
  public long read(ByteBuffer[] dsts) throws IOException {
    return receiver.read(dsts, 0, dsts.length);
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    return receiver.read(dsts, offset, length);
  }

  @Override
  public int peek(ByteBuffer dst) throws IOException {
    return receiver.peek(dst);
  }

  @Override
  public long receiveMessage(Message message) throws IOException {
    return receiver.receive(message);
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    return sender.write(src);
  }

  @Override
  public long write(ByteBuffer[] srcs) throws IOException {
    return sender.write(srcs, 0, srcs.length);
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    return sender.write(srcs, offset, length);
  }

  @Override
  public long sendMessage(Message message) throws IOException {
    return sender.send(message);
  }

  // Calls that move what is in the system already. They cannot say themselves that they must not
  // wait: the descriptor does not block meanwhile, after which other calls poll it.

  @Override
  public DescriptorStream.Calls beginCalls() throws IOException {
    if (isShared()) {
      return null; // The other process would meet that, too.
    }
    synchronized (receiver) {
      if (callers == 0) {
        control("fcntl", knownRemote(), DescriptorCalls::makeNonBlocking);
      }
      callers++;
    }
    return this::endCalls;
  }

  private void endCalls() {
    synchronized (receiver) {
      callers--;
      if (callers == 0) {
        makeBlockingIfOpen();
      }
    }
  }

  private void makeBlockingIfOpen() {
    try {
      tryControl(DescriptorCalls::makeBlocking);
    } catch (IOException closed) {
      // Nobody makes calls on it any more.
    }
  }

  @Override
  public long receiveBy(DescriptorStream.Call call) throws IOException {
    return receiver.receiveBy(call);
  }

  @Override
  public long sendBy(DescriptorStream.Call call) throws IOException {
    return sender.sendBy(call);
  }

  @Override
  public long sendFile(FileChannel file, long position, long count) throws IOException {
    return Abi.isLinux() && isBlocking() && count >= LITTLE
        ? sender.sendFile(file, position, count)
        : FileTarget.NOT_NOW;
  }

  @Override
  public StreamEndpoint shutdownInput() throws IOException {
    shutInput();
    return this;
  }

  @Override
  public StreamEndpoint shutdownOutput() throws IOException {
    shutOutput();
    return this;
  }

  @Override
  public StreamEndpoint bind(SocketAddress local) throws IOException {
    bindTo(local);
    return this;
  }

  @Override
  public <T> StreamEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    setAny(name, value);
    return this;
  }

  @Override
  public StreamEndpoint configureBlocking(boolean block) throws IOException {
    setBlocking(block);
    return this;
  }
}

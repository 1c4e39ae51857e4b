package dev.sockeye.posix;

import dev.sockeye.AncillaryStream;
import dev.sockeye.Message;
import dev.sockeye.Peekable;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.Shareable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;

/** A stream over a native descriptor. */
final class NativeStreamEndpoint extends NativeEndpoint<StreamEndpoint>
    implements AncillaryStream, Peekable, Shareable {

  private final StreamReceiver receiver = new StreamReceiver(this);
  private final StreamSender sender = new StreamSender(this);

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

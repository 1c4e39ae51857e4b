package dev.sockeye.testkit;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.util.Objects;

/** A {@link DatagramChannel}, received from through a buffer that no datagram overflows. */
final class OracleDatagrams extends OracleSocket<DatagramChannel> implements MessageEndpoint {

  private static final int LARGEST = 65_536;

  OracleDatagrams(DatagramChannel channel) {
    super(channel);
  }

  @Override
  public SocketSpec<MessageEndpoint> spec() {
    return OracleNetwork.DATAGRAM;
  }

  @Override
  public boolean connect(SocketAddress remote) throws IOException {
    channel.disconnect(); // A DatagramChannel wants it said, connect(2) does not.
    channel.connect(remote);
    return true;
  }

  @Override
  public boolean finishConnect() throws IOException {
    if (getRemoteAddress() == null) { // which throws if closed
      throw new NoConnectionPendingException();
    }
    return true;
  }

  @Override
  public boolean isConnected() {
    return channel.isConnected();
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    return channel.getRemoteAddress();
  }

  @Override
  public int send(ByteBuffer src) throws IOException {
    SocketAddress peer = channel.getRemoteAddress();
    if (peer == null) {
      throw new NotYetConnectedException();
    }
    return sendTo(src, peer);
  }

  @Override
  public int sendTo(ByteBuffer src, SocketAddress target) throws IOException {
    if (channel.isConnected() && !target.equals(channel.getRemoteAddress())) {
      throw new AlreadyConnectedException();
    }
    boolean empty = !src.hasRemaining();
    int sent = channel.send(src, target);
    return sent == 0 && !empty ? WOULD_BLOCK : sent;
  }

  @Override
  public int sendMessage(Message message) throws IOException {
    if (message.attributeCount() > 0) {
      throw new UnsupportedOperationException("no attribute " + message.attribute(0));
    }
    ByteBuffer whole = ByteBuffer.allocate(Math.toIntExact(message.remaining()));
    message.buffers().forEach(buffer -> whole.put(buffer.duplicate()));
    int sent = message.peer() == null ? send(whole.flip()) : sendTo(whole.flip(), message.peer());
    if (sent >= 0) {
      message.buffers().forEach(buffer -> buffer.position(buffer.limit()));
    }
    return sent;
  }

  @Override
  public int sendMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    for (int i = 0; i < length; i++) {
      try {
        if (sendMessage(messages[offset + i]) == WOULD_BLOCK) {
          return i == 0 ? WOULD_BLOCK : i;
        }
      } catch (IOException | RuntimeException e) {
        if (i == 0) {
          throw e;
        }
        return i;
      }
    }
    return length;
  }

  /** The next datagram, flipped, and its sender in {@code from}; {@code null} if none is there. */
  private ByteBuffer next(Message from) throws IOException {
    if (channel.getLocalAddress() == null) {
      throw new NotYetConnectedException();
    }
    ByteBuffer whole = ByteBuffer.allocate(LARGEST);
    SocketAddress sender = channel.receive(whole);
    from.peer(sender);
    return sender == null ? null : whole.flip();
  }

  @Override
  public int receive(ByteBuffer dst) throws IOException {
    Message message = Message.of(dst);
    int n = receiveMessage(message);
    if (message.isTruncated()) {
      throw new MessageTruncatedException("truncated", -1);
    }
    return n;
  }

  @Override
  public SocketAddress receiveFrom(ByteBuffer dst) throws IOException {
    if (!channel.isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    Message message = Message.of(dst);
    receiveMessage(message);
    if (message.isTruncated()) {
      throw new MessageTruncatedException("truncated", -1);
    }
    return message.peer();
  }

  @Override
  public int receiveMessage(Message message) throws IOException {
    requireWritable(message);
    message.clearHeader();
    ByteBuffer whole = next(message);
    if (whole == null) {
      return WOULD_BLOCK;
    }
    for (ByteBuffer buffer : message.buffers()) {
      int n = Math.min(buffer.remaining(), whole.remaining());
      buffer.put(whole.slice().limit(n));
      whole.position(whole.position() + n);
    }
    int cut = whole.hasRemaining() ? Message.TRUNCATED : 0;
    message.received(message.peer(), Message.END_OF_RECORD | cut);
    return whole.position();
  }

  private static void requireWritable(Message message) {
    if (message.buffers().stream().anyMatch(ByteBuffer::isReadOnly)) {
      throw new IllegalArgumentException("read-only buffer");
    }
  }

  @Override
  public boolean flush() throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    return true;
  }

  @Override
  public int receiveMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    for (int i = offset; i < offset + length; i++) {
      requireWritable(messages[i]);
    }
    int n = receiveMessage(messages[offset]);
    return n == WOULD_BLOCK ? WOULD_BLOCK : 1;
  }

  @Override
  public MessageEndpoint disconnect() throws IOException {
    channel.disconnect();
    return this;
  }

  @Override
  public MessageEndpoint bind(SocketAddress local) throws IOException {
    channel.bind(local);
    return this;
  }

  @Override
  public <T> MessageEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    channel.setOption(name, value);
    return this;
  }

  @Override
  public MessageEndpoint configureBlocking(boolean block) throws IOException {
    channel.configureBlocking(block);
    return this;
  }
}

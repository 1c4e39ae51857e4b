package dev.sockeye.posix;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Peekable;
import dev.sockeye.Shutdownable;
import dev.sockeye.internal.SharedSendBuffer;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.util.Objects;

/** Datagrams or seqpacket messages over a native descriptor. */
final class NativeMessageEndpoint extends NativeEndpoint<MessageEndpoint>
    implements MessageEndpoint, Peekable, SharedSendBuffer, Shutdownable {

  private final MessageSender sender = new MessageSender(this);
  private final MessageReceiver receiver = new MessageReceiver(this);
  private volatile BatchReceiver batches; // null until several are received
  private MemoryInfo memory; // null until it is asked for

  NativeMessageEndpoint(Kind<MessageEndpoint> kind, int fd) {
    super(kind, fd);
  }

  /** By what an empty message is told from the end shows with the peer. */
  @Override
  void connected() throws IOException {
    super.connected();
    receiver.mark(hooks().mark());
  }

  @Override
  public int send(ByteBuffer src) throws IOException {
    return sender.send(src);
  }

  @Override
  public int sendTo(ByteBuffer src, SocketAddress target) throws IOException {
    return sender.sendTo(src, Objects.requireNonNull(target, "target"));
  }

  @Override
  public int sendMessage(Message message) throws IOException {
    return sender.send(message);
  }

  @Override
  public int sendMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    return sender.send(messages, offset, length);
  }

  @Override
  public boolean flush() throws IOException {
    ensureOpen();
    return true;
  }

  // For a loop's thread alone.

  @Override
  public long unread() throws IOException {
    if (!kind().has(Trait.UNREAD_TAKES_SEND_BUFFER)) {
      return -1;
    }
    if (memory == null) {
      memory = new MemoryInfo();
    }
    return tryControl(memory) == 0 ? memory.unread() : -1;
  }

  @Override
  public long capacity() {
    return memory.capacity();
  }

  @Override
  public boolean hasUnread(SocketAddress receiver) throws IOException {
    return hooks().hasUnread(receiver);
  }

  @Override
  public int receive(ByteBuffer dst) throws IOException {
    return receiver.receive(dst);
  }

  @Override
  public int peek(ByteBuffer dst) throws IOException {
    return receiver.peek(dst);
  }

  @Override
  public SocketAddress receiveFrom(ByteBuffer dst) throws IOException {
    if (!isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    return receiver.receiveFrom(dst);
  }

  @Override
  public int receiveMessage(Message message) throws IOException {
    return receiver.receive(message);
  }

  @Override
  public int receiveMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    if (batches == null) {
      batches = new BatchReceiver(this, receiver); // two may, and one of them is dropped
    }
    return batches.receive(messages, offset, length);
  }

  @Override
  public NativeMessageEndpoint shutdownInput() throws IOException {
    shutInput();
    return this;
  }

  @Override
  public NativeMessageEndpoint shutdownOutput() throws IOException {
    shutOutput();
    return this;
  }

  @Override
  public MessageEndpoint disconnect() throws IOException {
    if (!isConnectionless()) {
      throw new UnsupportedOperationException(
          transport() + " is connection-oriented: close it instead");
    } else if (isConnected() && kind().has(Trait.PEER_STAYS)) {
      throw new UnsupportedOperationException(
          transport() + " keeps a peer that it has: connect elsewhere, or open another");
    }
    dissolve();
    return this;
  }

  @Override
  public MessageEndpoint bind(SocketAddress local) throws IOException {
    bindTo(local);
    return this;
  }

  @Override
  public <T> MessageEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    setAny(name, value);
    return this;
  }

  @Override
  public MessageEndpoint configureBlocking(boolean block) throws IOException {
    setBlocking(block);
    return this;
  }
}

package dev.sockeye.memory;

import dev.sockeye.Attribute;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.internal.BatchCall;
import dev.sockeye.internal.Buffers;
import dev.sockeye.spi.Deadline;
import dev.sockeye.spi.SocketFailure;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.util.Objects;

/** The many forms of send and receive, made of the two that endpoints in memory bring. */
interface MessageCalls extends MessageEndpoint {

  /** That a call may wait in blocking mode. */
  boolean WAIT = true;

  /**
   * Sends a message.
   *
   * @param operation the call, for messages
   * @param payload the message
   * @param target where to, {@code null} for the connected peer
   * @param header what belongs to it, {@code null} for nothing
   * @param wait whether to wait in blocking mode
   * @return whether it was taken
   */
  boolean put(String operation, byte[] payload, SocketAddress target, Message header, boolean wait)
      throws IOException;

  /**
   * Receives a message.
   *
   * @param operation the call, for messages
   * @param wait whether to wait in blocking mode
   * @return the message; {@link Packet#END} at the end; {@code null} if nothing is there
   */
  Packet take(String operation, boolean wait) throws IOException;

  /** Throws if a message cannot be sent as it is, before its bytes are copied. */
  void check(String operation, SocketAddress target, Message header, long length)
      throws IOException;

  /** Throws unless the kind carries an attribute. */
  default void requireCarried(Attribute<?> attribute) {
    UnixModule.requireCarried(attribute, kind());
  }

  /** What the receiver gets of what a message carries; {@code null} if that is nothing. */
  default Message.Resource pass(Message header) throws IOException {
    return header == null || kind().family() != Family.UNIX ? null : UnixModule.DOMAIN.pass(header);
  }

  /** Lets the next call meet a failure that this one did not tell. */
  void failAgain(Exception failure);

  /** The kind, for messages. */
  Kind kind();

  /** This side, for messages. */
  SocketAddress local();

  @Override
  default int send(ByteBuffer src) throws IOException {
    return put("send", src, null);
  }

  @Override
  default int sendTo(ByteBuffer src, SocketAddress target) throws IOException {
    return put("sendto", src, Objects.requireNonNull(target, "target"));
  }

  private int put(String operation, ByteBuffer src, SocketAddress target) throws IOException {
    int length = src.remaining();
    check(operation, target, null, length);
    byte[] payload = new byte[length];
    src.duplicate().get(payload);
    if (!put(operation, payload, target, null, WAIT)) {
      return WOULD_BLOCK;
    }
    src.position(src.limit());
    return length;
  }

  @Override
  default int sendMessage(Message message) throws IOException {
    return put(message, WAIT);
  }

  private int put(Message message, boolean wait) throws IOException {
    for (int i = 0; i < message.attributeCount(); i++) {
      requireCarried(message.attribute(i));
    }
    check("sendmsg", message.peer(), message, message.remaining());
    ByteBuffer gathered = ByteBuffer.allocate((int) message.remaining());
    Buffers.gather(message, gathered);
    if (!put("sendmsg", gathered.array(), message.peer(), message, wait)) {
      return WOULD_BLOCK;
    }
    Buffers.consume(message);
    return gathered.capacity();
  }

  @Override
  default int sendMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    return new Sending(this).all(messages, offset, length, Deadline.NEVER);
  }

  @Override
  default boolean flush() throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    return true;
  }

  /** Waits for the first only. */
  record Receiving(MessageCalls calls) implements BatchCall {

    @Override
    public int some(Message[] messages, int offset, int length, int before, long deadline)
        throws IOException {
      int n = calls.take(messages[offset], before == 0);
      return n < 0 ? n : 1;
    }

    @Override
    public void later(Exception failure) {
      calls.failAgain(failure);
    }
  }

  /** Waits for each. */
  record Sending(MessageCalls calls) implements BatchCall {

    @Override
    public int some(Message[] messages, int offset, int length, int before, long deadline)
        throws IOException {
      return calls.put(messages[offset], WAIT) == WOULD_BLOCK ? 0 : 1;
    }

    @Override
    public void later(Exception failure) throws IOException {
      BatchCall.super.later(failure);
      calls.failAgain(failure);
    }
  }

  @Override
  default int receive(ByteBuffer dst) throws IOException {
    Buffers.requireWritable(dst);
    Packet packet = takeData("recv");
    return packet == null ? WOULD_BLOCK : packet == Packet.END ? END_OF_INPUT : whole(packet, dst);
  }

  @Override
  default SocketAddress receiveFrom(ByteBuffer dst) throws IOException {
    if (!isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    Buffers.requireWritable(dst);
    Packet packet = takeData("recvfrom");
    if (packet == null) {
      throw new IllegalBlockingModeException(); // It was changed meanwhile.
    } else if (packet == Packet.END) {
      throw new EOFException("recvfrom " + kind().scheme() + ": the peer sends no more");
    }
    whole(packet, dst);
    return packet.from();
  }

  /** Word of something is passed over by calls that give bytes alone. */
  private Packet takeData(String operation) throws IOException {
    Packet packet = take(operation, WAIT);
    while (packet != null && packet.isEvent()) {
      packet = take(operation, WAIT);
    }
    return packet;
  }

  private int whole(Packet packet, ByteBuffer dst) throws IOException {
    IOException failure = packet.failure();
    if (failure != null) {
      throw failure;
    }
    packet.drop(); // what it carries has no place in these calls
    if (packet.copyTo(dst) < packet.length()) {
      throw new MessageTruncatedException(
          SocketFailure.sentence("recv", kind().scheme(), local(), packet.from(), packet.whyCut()),
          packet.length());
    }
    return packet.length();
  }

  /** Whether who sent a message is told with it. */
  boolean passesCredentials();

  @Override
  default int receiveMessage(Message message) throws IOException {
    Buffers.requireWritable(message);
    return take(message, WAIT);
  }

  private int take(Message message, boolean wait) throws IOException {
    Packet packet = take("recvmsg", wait);
    if (packet == null) {
      return WOULD_BLOCK;
    }
    if (packet == Packet.END) {
      message.clearHeader();
      return END_OF_INPUT;
    }
    int copied = packet.copyTo(message);
    message.received(packet.from(), Buffers.flags(copied < packet.length()) | packet.flags());
    packet.attach(message);
    if (passesCredentials()) {
      UnixModule.DOMAIN.attachSender(message);
    }
    return copied;
  }

  @Override
  default int receiveMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    Buffers.requireWritable(messages, offset, length);
    return length == 0 ? 0 : new Receiving(this).all(messages, offset, length, Deadline.NEVER);
  }
}

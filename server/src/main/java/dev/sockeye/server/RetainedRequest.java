package dev.sockeye.server;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A request with its own memory, answered from any thread. */
final class RetainedRequest implements Request {

  private final MessageConnection connection;
  private final Message message;
  private final AtomicBoolean answered = new AtomicBoolean();

  RetainedRequest(MessageConnection connection, Message message) {
    this.connection = connection;
    this.message = message;
  }

  @Override
  public ByteBuffer payload() {
    return message.payload();
  }

  @Override
  public Message message() {
    return message;
  }

  @Override
  public SocketAddress peer() {
    SocketAddress sender = message.peer();
    return sender == null ? connection.peer() : sender;
  }

  @Override
  public MessageEndpoint endpoint() {
    return connection.endpoint();
  }

  @Override
  public void reply(ByteBuffer payload) throws IOException {
    if (!endpoint().isOpen()) {
      throw new ClosedChannelException();
    }
    boolean first = answered.compareAndSet(false, true);
    if (connection.loop().inLoop()) {
      connection.answer(message, payload, first);
    } else {
      ByteBuffer copy = MessageBatch.copy(payload);
      connection.loop().execute(() -> connection.answerLater(message, copy, first));
    }
  }

  @Override
  public Request retain() {
    return this;
  }
}

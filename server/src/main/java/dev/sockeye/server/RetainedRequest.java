package dev.sockeye.server;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.RejectedExecutionException;
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
    reply(message, payload);
  }

  @Override
  public void reply(Message reply) throws IOException {
    reply(reply, MessageBatch.payload(reply));
  }

  private void reply(Message like, ByteBuffer payload) throws IOException {
    if (!endpoint().isOpen()) {
      throw new ClosedChannelException();
    } else if (connection.loop().inLoop()) {
      connection.answer(message, like, payload, isFirst());
    } else {
      answerInLoop(MessageBatch.own(like, null, payload));
    }
  }

  private void answerInLoop(Message own) {
    boolean first = isFirst();
    try {
      connection.loop().execute(() -> connection.answerLater(message, own, first));
    } catch (RejectedExecutionException e) {
      own.clear();
      throw e;
    }
  }

  private boolean isFirst() {
    return answered.compareAndSet(false, true);
  }

  @Override
  public Request retain() {
    return this;
  }
}

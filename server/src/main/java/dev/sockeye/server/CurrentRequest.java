package dev.sockeye.server;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** The request that a handler has before it: one object for all, whose messages are the loop's. */
final class CurrentRequest implements Request {

  private final MessageConnection connection;
  private Message message;

  CurrentRequest(MessageConnection connection) {
    this.connection = connection;
  }

  /** From now on this is the request of that message; {@code null} for none. */
  void set(Message current) {
    message = current;
  }

  /** Whether this is the request of that message. */
  boolean is(Message other) {
    return message == other;
  }

  private Message current() {
    if (message == null) {
      throw new IllegalStateException(
          "the handler has returned from this request: use retain() before");
    }
    return message;
  }

  @Override
  public ByteBuffer payload() {
    return current().payload();
  }

  @Override
  public Message message() {
    return current();
  }

  @Override
  public SocketAddress peer() {
    SocketAddress sender = current().peer();
    return sender == null ? connection.peer() : sender;
  }

  @Override
  public MessageEndpoint endpoint() {
    return connection.endpoint();
  }

  @Override
  public void reply(ByteBuffer payload) throws IOException {
    connection.loop().requireInLoop();
    connection.reply(current(), current(), payload);
  }

  @Override
  public void reply(Message reply) throws IOException {
    connection.loop().requireInLoop();
    connection.reply(current(), reply, MessageBatch.payload(reply));
  }

  @Override
  public Request retain() {
    connection.loop().requireInLoop();
    Message copied = current();
    connection.retains();
    return new RetainedRequest(
        connection, MessageBatch.copy(copied, copied.peer(), copied.payload().duplicate()));
  }
}

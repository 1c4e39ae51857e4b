package dev.sockeye.server;

import java.io.IOException;
import java.util.Objects;

/** A program's handler, of which a client hears when it is opened and closed. */
final class WatchedMessageHandler implements MessageHandler {

  private final MessageHandler handler;
  private final ReconnectingClient<MessageSocket> client;
  private boolean closed; // as opened() may have it, of which the client has heard then

  WatchedMessageHandler(MessageHandler handler, ReconnectingClient<MessageSocket> client) {
    this.handler = Objects.requireNonNull(handler, "a connection's handler");
    this.client = client;
  }

  @Override
  public void opened(MessageSocket socket) throws Exception {
    handler.opened(socket);
    if (!closed) {
      client.opened(socket);
    }
  }

  @Override
  public void handle(Request request) throws Exception {
    handler.handle(request);
  }

  @Override
  public void sendFailed(MessageSocket socket, IOException cause) throws Exception {
    handler.sendFailed(socket, cause);
  }

  @Override
  public void ended(MessageSocket socket) throws Exception {
    handler.ended(socket);
  }

  @Override
  public void drained(MessageSocket socket) throws Exception {
    handler.drained(socket);
  }

  @Override
  public void closed(MessageSocket socket, Throwable cause) {
    closed = true;
    try {
      handler.closed(socket, cause);
    } finally {
      client.ended(socket, cause);
    }
  }
}

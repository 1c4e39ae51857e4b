package dev.sockeye.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A program's handler, of which a client hears when it is opened and closed. */
final class WatchedEventHandler implements EventHandler {

  private final EventHandler handler;
  private final ReconnectingClient<Connection> client;
  private boolean closed; // as opened() may have it, of which the client has heard then

  WatchedEventHandler(EventHandler handler, ReconnectingClient<Connection> client) {
    this.handler = Objects.requireNonNull(handler, "a connection's handler");
    this.client = client;
  }

  @Override
  public void opened(Connection connection) throws Exception {
    handler.opened(connection);
    if (!closed) {
      client.opened(connection);
    }
  }

  @Override
  public void received(Connection connection, ByteBuffer in) throws Exception {
    handler.received(connection, in);
  }

  @Override
  public void writeFailed(Connection connection, IOException cause) throws Exception {
    handler.writeFailed(connection, cause);
  }

  @Override
  public void ended(Connection connection) throws Exception {
    handler.ended(connection);
  }

  @Override
  public void drained(Connection connection) throws Exception {
    handler.drained(connection);
  }

  @Override
  public void closed(Connection connection, Throwable cause) {
    closed = true;
    try {
      handler.closed(connection, cause);
    } finally {
      client.ended(connection, cause);
    }
  }
}

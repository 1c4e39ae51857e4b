package dev.sockeye.server;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A handler that remembers its callbacks, by name, and leaves what they do to its subclass. */
class Recorder implements EventHandler {

  private final Callbacks<Connection> seen = new Callbacks<>(Connection::loop);
  final List<String> callbacks = seen.names;
  final CompletableFuture<Connection> connection = seen.opened;

  @Override
  public void opened(Connection c) throws Exception {
    seen.opened(c);
  }

  @Override
  public void received(Connection c, ByteBuffer in) throws Exception {
    callbacks.add("received");
    in.position(in.limit());
  }

  @Override
  public void ended(Connection c) throws Exception {
    callbacks.add("ended");
    EventHandler.super.ended(c);
  }

  @Override
  public void drained(Connection c) throws Exception {
    callbacks.add("drained");
  }

  @Override
  public void closed(Connection c, Throwable cause) {
    seen.closed(cause);
  }

  Connection connection() throws Exception {
    return seen.subject();
  }

  /** Waits for the end and gives its cause; "null" for none. */
  String cause() throws Exception {
    return seen.cause();
  }

  /** Runs a task on the connection's loop and waits for it. */
  void onLoop(Callbacks.Task<Connection> task) throws Exception {
    seen.onLoop(task);
  }
}

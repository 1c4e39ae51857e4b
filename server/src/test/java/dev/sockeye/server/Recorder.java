package dev.sockeye.server;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A handler that remembers its callbacks, by name, and leaves what they do to its subclass. */
class Recorder implements EventHandler {

  final List<String> callbacks = new CopyOnWriteArrayList<>();
  final CompletableFuture<Connection> connection = new CompletableFuture<>();
  private final CompletableFuture<String> end = new CompletableFuture<>();

  @Override
  public void opened(Connection c) throws Exception {
    callbacks.add("opened");
    connection.complete(c);
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
    callbacks.add("closed");
    end.complete(String.valueOf(cause));
  }

  Connection connection() throws Exception {
    return connection.get(30, TimeUnit.SECONDS);
  }

  /** Waits for the end and gives its cause; "null" for none. */
  String cause() throws Exception {
    return end.get(30, TimeUnit.SECONDS);
  }

  /** Runs a task on the connection's loop and waits for it. */
  void onLoop(Task task) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Connection c = connection();
    c.loop()
        .execute(
            () -> {
              try {
                task.run(c);
                done.complete(null);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    done.get(30, TimeUnit.SECONDS);
  }

  /** What a test does with the connection. */
  @FunctionalInterface
  interface Task {
    void run(Connection connection) throws Exception;
  }
}

package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A message handler that takes what comes and remembers its other callbacks, by name. */
class Inbox implements MessageHandler {

  private final Callbacks<MessageSocket> seen = new Callbacks<>(MessageSocket::loop);
  final List<String> callbacks = seen.names;
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

  @Override
  public void opened(MessageSocket opened) throws Exception {
    seen.opened(opened);
  }

  @Override
  public void handle(Request request) throws Exception {
    received.add(Clients.text(request.payload()));
  }

  @Override
  public void drained(MessageSocket drained) throws Exception {
    callbacks.add("drained");
  }

  @Override
  public void closed(MessageSocket closed, Throwable cause) {
    seen.closed(cause);
  }

  MessageSocket socket() throws Exception {
    return seen.subject();
  }

  /** Waits for the next message. */
  String next() throws Exception {
    return received.poll(30, TimeUnit.SECONDS);
  }

  /** Waits for the end and gives its cause; "null" for none. */
  String cause() throws Exception {
    return seen.cause();
  }

  /** Runs a task on the socket's loop and waits for it. */
  void onLoop(Callbacks.Task<MessageSocket> task) throws Exception {
    seen.onLoop(task);
  }

  /** Sends until some of it is kept, and then some more; gives how many. */
  int fill(String text) throws Exception {
    CompletableFuture<Integer> sent = new CompletableFuture<>();
    onLoop(
        socket -> {
          int count = 0;
          assertTrue(socket.isDrained());
          while (socket.isDrained()) {
            Clients.send(socket, text + count++);
          }
          Clients.send(socket, text + count++);
          Clients.send(socket, text + count++);
          sent.complete(count);
        });
    return sent.get();
  }
}

package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A message handler that takes what comes and remembers its other callbacks, by name. */
class Inbox implements MessageHandler {

  final List<String> callbacks = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<MessageSocket> socket = new CompletableFuture<>();
  private final CompletableFuture<String> end = new CompletableFuture<>();

  @Override
  public void opened(MessageSocket opened) throws Exception {
    callbacks.add("opened");
    socket.complete(opened);
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
    callbacks.add("closed");
    end.complete(String.valueOf(cause));
  }

  MessageSocket socket() throws Exception {
    return socket.get(30, TimeUnit.SECONDS);
  }

  /** Waits for the next message. */
  String next() throws Exception {
    return received.poll(30, TimeUnit.SECONDS);
  }

  /** Waits for the end and gives its cause; "null" for none. */
  String cause() throws Exception {
    return end.get(30, TimeUnit.SECONDS);
  }

  /** Runs a task on the socket's loop and waits for it. */
  void onLoop(Task task) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    MessageSocket opened = socket();
    opened
        .loop()
        .execute(
            () -> {
              try {
                task.run(opened);
                done.complete(null);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    done.get(30, TimeUnit.SECONDS);
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

  /** What a test does with the socket. */
  @FunctionalInterface
  interface Task {
    void run(MessageSocket socket) throws Exception;
  }
}

package dev.sockeye.server;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The callbacks of one connection or socket on a loop, by name, in the order they came. */
class Callbacks<S> {

  final List<String> names = new CopyOnWriteArrayList<>();
  final CompletableFuture<S> opened = new CompletableFuture<>();
  private final CompletableFuture<String> end = new CompletableFuture<>();
  private final Function<S, EventLoop> loop;

  Callbacks(Function<S, EventLoop> loop) {
    this.loop = loop;
  }

  void opened(S subject) {
    names.add("opened");
    opened.complete(subject);
  }

  void closed(Throwable cause) {
    names.add("closed");
    end.complete(String.valueOf(cause));
  }

  /** Waits until it is open. */
  S subject() throws Exception {
    return opened.get(30, TimeUnit.SECONDS);
  }

  /** Waits for the end and gives its cause; "null" for none. */
  String cause() throws Exception {
    return end.get(30, TimeUnit.SECONDS);
  }

  /** Runs a task on the loop and waits for it. */
  void onLoop(Task<S> task) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    S subject = subject();
    loop.apply(subject)
        .execute(
            () -> {
              try {
                task.run(subject);
                done.complete(null);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    done.get(30, TimeUnit.SECONDS);
  }

  /** What a test does with the connection or socket. */
  @FunctionalInterface
  interface Task<S> {
    void run(S subject) throws Exception;
  }
}

package dev.sockeye.cli;

import dev.sockeye.Pollable;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The threads that connections are served on; none of them keeps the process alive. */
final class Threads {

  private static final ExecutorService PLATFORM =
      Executors.newCachedThreadPool(task -> daemon("connection", task));

  private static final ExecutorService VIRTUAL = virtualOr(PLATFORM);

  private Threads() {}

  /**
   * Threads for the connections of a listener: virtual ones where the JDK has them and waits for
   * the sockets itself, else a pool that grows and shrinks. A transport of native calls would hold
   * on to the carrier of a virtual thread.
   */
  static ExecutorService forConnectionsOf(Pollable listener) {
    try {
      listener.unwrap(ServerSocketChannel.class);
      return VIRTUAL;
    } catch (UnsupportedOperationException e) {
      return PLATFORM;
    }
  }

  /** A thread for each task, of which one is woken the faster for being the system's own. */
  static ExecutorService forFew() {
    return PLATFORM;
  }

  /** Hands over to a thread, or fails as the system would for want of one. */
  static void execute(ExecutorService threads, Runnable task) throws IOException {
    try {
      threads.execute(task);
    } catch (OutOfMemoryError e) { // "unable to create native thread"
      throw new IOException("no thread for a connection: raise the limit (ulimit -u)", e);
    }
  }

  /** Starts a thread of its own that does not keep the process alive. */
  static Thread start(String name, Runnable task) {
    Thread thread = daemon(name, task);
    thread.start();
    return thread;
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, "sockeye-" + name);
    thread.setDaemon(true);
    return thread;
  }

  private static ExecutorService virtualOr(ExecutorService otherwise) {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      return otherwise; // before Java 21
    }
  }
}

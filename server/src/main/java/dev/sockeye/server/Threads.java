package dev.sockeye.server;

import dev.sockeye.Pollable;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads that connections of a blocking handler are served on. */
final class Threads {

  private Threads() {}

  /**
   * Threads for the connections of a listener: virtual ones where the JDK has them and waits for
   * the sockets itself, else a pool that grows to the given size. A transport of native calls would
   * hold on to the carrier of a virtual thread.
   */
  static ExecutorService forConnectionsOf(Pollable listener, int most) {
    try {
      listener.unwrap(ServerSocketChannel.class);
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (UnsupportedOperationException | ReflectiveOperationException e) {
      return pool(most); // of another kind, or before Java 21
    }
  }

  private static ExecutorService pool(int most) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            most, most, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Threads::daemon);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** The loops keep the process alive, as long as the server is open. */
  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "sockeye-connection");
    thread.setDaemon(true);
    return thread;
  }
}

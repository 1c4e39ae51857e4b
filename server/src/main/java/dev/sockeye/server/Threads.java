package dev.sockeye.server;

import dev.sockeye.Pollable;
import java.io.IOException;
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
   *
   * @throws IOException if virtual threads cannot wait for sockets, for want of descriptors
   */
  static ExecutorService forConnectionsOf(Pollable listener, int most) throws IOException {
    try {
      listener.unwrap(ServerSocketChannel.class);
      ExecutorService threads =
          (ExecutorService)
              Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
      startPoller();
      return threads;
    } catch (UnsupportedOperationException | ReflectiveOperationException e) {
      return pool(most); // of another kind, or before Java 21
    }
  }

  /**
   * Starts what virtual threads wait for sockets by, while there are descriptors. The JDK does so
   * when the first of them has to wait, in the initializer of a class: one that fails there, by
   * EMFILE, fails for as long as the process lives.
   */
  private static void startPoller() throws IOException {
    try {
      Class.forName("sun.nio.ch.Poller", true, null);
    } catch (ClassNotFoundException e) {
      return; // This Java has it otherwise.
    } catch (LinkageError e) {
      throw new IOException("virtual threads cannot wait for sockets: " + e.getCause(), e);
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

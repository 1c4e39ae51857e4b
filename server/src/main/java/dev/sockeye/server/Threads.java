package dev.sockeye.server;

import dev.sockeye.Pollable;
import dev.sockeye.spi.ParksVirtualThreads;
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
   * Threads for the connections of a listener: virtual ones where the JDK has them and the sockets
   * let them park, else a pool that grows to the given size. Other sockets, such as those of the
   * JDK's SCTP, would hold on to the carrier of a virtual thread.
   *
   * @throws IOException if virtual threads cannot wait for sockets, for want of descriptors
   */
  static ExecutorService forConnectionsOf(Pollable listener, int most) throws IOException {
    boolean ofTheJdk = isOfTheJdk(listener);
    if (!ofTheJdk && !ParksVirtualThreads.isDoneBy(listener)) {
      return pool(most);
    }
    try {
      ExecutorService threads =
          (ExecutorService)
              Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
      if (ofTheJdk) {
        startPoller();
      }
      return threads;
    } catch (ReflectiveOperationException e) {
      return pool(most); // before Java 21
    }
  }

  private static boolean isOfTheJdk(Pollable listener) {
    try {
      listener.unwrap(ServerSocketChannel.class);
      return true;
    } catch (UnsupportedOperationException e) {
      return false;
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

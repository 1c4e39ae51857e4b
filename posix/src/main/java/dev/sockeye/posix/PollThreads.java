package dev.sockeye.posix;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * For systems without {@code epoll(7)}: a daemon thread for each wait, in {@code poll(2)}. Closing
 * shuts the socket down, which ends it.
 */
final class PollThreads implements Readiness.Poll {

  /** So that nobody waits for a descriptor after its number was given to another file. */
  private static final int SLICE_MILLIS = 100;

  private final Executor threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "sockeye-poll");
            thread.setDaemon(true);
            return thread;
          });

  private final Map<Integer, Integer> generations = new HashMap<>(); // guarded by this

  @Override
  public boolean arm(int fd, int events, Runnable callback) {
    int generation = generation(fd);
    threads.execute(
        () -> {
          Pollfd pollfd = new Pollfd();
          boolean ready = false;
          while (!ready && generation(fd) == generation) {
            ready = pollfd.poll(fd, events, SLICE_MILLIS) != 0;
          }
          Readiness.call(callback);
        });
    return true;
  }

  @Override
  public synchronized void forget(int fd) {
    generations.merge(fd, 1, Integer::sum);
  }

  private synchronized int generation(int fd) {
    return generations.getOrDefault(fd, 0);
  }
}

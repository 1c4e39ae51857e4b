package dev.sockeye.bench.contest;

import java.io.IOException;
import java.util.concurrent.ThreadFactory;

/** The threads that serve the far ends; they end when what they serve is closed. */
final class Threads {

  private static final ThreadFactory DAEMONS =
      task -> {
        Thread thread = new Thread(task, "bench-peer");
        thread.setDaemon(true);
        return thread;
      };

  private Threads() {}

  interface Task {
    void run() throws IOException;
  }

  static void start(Task task) {
    DAEMONS.newThread(() -> untilClosed(task)).start();
  }

  private static void untilClosed(Task task) {
    try {
      task.run();
    } catch (IOException closed) {
      // The measurement is over.
    }
  }
}

package dev.sockeye.server;

import java.io.IOException;
import java.time.Duration;

/** Ends a connection of a blocking handler on which nothing moves. Its timer is a loop's. */
final class IdleWatch {

  private final EventLoop loop;
  private final BlockingConnection connection;
  private final long timeout;
  private EventLoop.Timer next; // guarded by this
  private boolean ended; // guarded by this; only ever set

  IdleWatch(EventLoop loop, BlockingConnection connection, long timeout) {
    this.loop = loop;
    this.connection = connection;
    this.timeout = timeout;
  }

  void start() {
    lookIn(timeout);
  }

  private synchronized void lookIn(long nanos) {
    if (!ended) {
      next = loop.schedule(Duration.ofNanos(nanos), this::look);
    }
  }

  private void look() {
    long left = timeout - connection.quietFor();
    if (left > 0) {
      lookIn(left);
      return;
    }
    try {
      connection.timeOut(timeout);
    } catch (IOException e) {
      return; // It is gone all the same, and why is told.
    }
  }

  synchronized void end() {
    ended = true;
    if (next != null) {
      next.cancel();
    }
  }
}

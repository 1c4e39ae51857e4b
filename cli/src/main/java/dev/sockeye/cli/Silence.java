package dev.sockeye.cli;

import dev.sockeye.server.EventLoop;
import java.time.Duration;

/** Acts once nothing has been heard for so long. For the loop's thread alone. */
final class Silence {

  private final EventLoop loop;
  private final long limit;
  private final Runnable then;
  private EventLoop.Timer next;
  private long since = System.nanoTime();

  Silence(EventLoop loop, Duration limit, Runnable then) {
    this.loop = loop;
    this.limit = limit.toNanos();
    this.then = then;
    plan(this.limit);
  }

  /** Something was heard. */
  void isBroken() {
    since = System.nanoTime();
  }

  private void plan(long nanos) {
    next = loop.schedule(Duration.ofNanos(nanos), this::look);
  }

  private void look() {
    long left = since + limit - System.nanoTime();
    if (left > 0) {
      plan(left);
    } else {
      then.run();
    }
  }

  /** Nobody listens any more. */
  void forget() {
    next.cancel();
  }
}

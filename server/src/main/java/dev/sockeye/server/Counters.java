package dev.sockeye.server;

import dev.sockeye.EndpointUri;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What has happened so far at one listener, counted by all threads of a server. */
final class Counters {

  private final EndpointUri uri; // null for what is no listener's
  private final HandlerTimes times; // null if nobody wants to know

  final AtomicInteger open = new AtomicInteger();
  final LongAdder accepted = new LongAdder();
  final LongAdder pauses = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder bytesRead = new LongAdder();
  final LongAdder bytesWritten = new LongAdder();
  final LongAdder requests = new LongAdder();
  final LongAdder replies = new LongAdder();

  Counters() {
    this(null, null);
  }

  Counters(EndpointUri uri, HandlerTimes times) {
    this.uri = uri;
    this.times = times;
  }

  /** A connection is accepted, which is open by then. */
  void opened() {
    open.incrementAndGet();
    accepted.increment();
  }

  /** A handler begins; what this gives is for {@link #handled}. */
  long handles() {
    return times == null ? 0 : System.nanoTime();
  }

  void handled(long began) {
    if (times != null) {
      times.took(uri, System.nanoTime() - began);
    }
  }

  ServerCounters snapshot(long kept) {
    long accepted = this.accepted.sum(); // first: of these, none is missing among those open
    return new ServerCounters(
        open.get(),
        accepted,
        pauses.sum(),
        failures.sum(),
        bytesRead.sum(),
        bytesWritten.sum(),
        requests.sum(),
        replies.sum(),
        kept);
  }
}

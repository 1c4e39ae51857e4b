package dev.sockeye.server;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What has happened so far, counted by all threads of a server. */
final class Counters {

  final AtomicInteger open = new AtomicInteger();
  final LongAdder accepted = new LongAdder();
  final LongAdder pauses = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder bytesRead = new LongAdder();
  final LongAdder bytesWritten = new LongAdder();
  final LongAdder requests = new LongAdder();
  final LongAdder replies = new LongAdder();

  /** A connection is accepted, which is open by then. */
  void opened() {
    open.incrementAndGet();
    accepted.increment();
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

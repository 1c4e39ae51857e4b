package dev.sockeye.server;

import dev.sockeye.EndpointUri;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/**
 * What has happened so far at one listener, counted by all threads of a server: what is frequent by
 * each loop for itself.
 */
final class Counters {

  private final EndpointUri uri; // null for what is no listener's
  private final HandlerTimes times; // null if nobody wants to know

  final AtomicInteger open = new AtomicInteger();
  final LongAdder accepted = new LongAdder();
  final LongAdder pauses = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder bytesRead = new LongAdder(); // these two by blocking handlers;
  final LongAdder bytesWritten = new LongAdder(); // a loop's are in its tally

  private final Map<EventLoop, Tally> tallies = new ConcurrentHashMap<>();

  Counters() {
    this(null, null);
  }

  Counters(EndpointUri uri, HandlerTimes times) {
    this.uri = uri;
    this.times = times;
  }

  /** What a loop counts for itself. */
  Tally tally(EventLoop loop) {
    return tallies.computeIfAbsent(loop, any -> new Tally());
  }

  /** A connection is accepted, which is open by then. */
  void opened() {
    open.incrementAndGet();
    accepted.increment();
  }

  /** Whether anybody wants to know how long handlers take. */
  boolean isTimed() {
    return times != null;
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
        bytesRead.sum() + sum(Tally::bytesRead),
        bytesWritten.sum() + sum(Tally::bytesWritten),
        sum(Tally::requests),
        sum(Tally::replies),
        kept);
  }

  private long sum(ToLongFunction<Tally> number) {
    return tallies.values().stream().mapToLong(number).sum();
  }
}

package dev.sockeye.faults;

import dev.sockeye.faults.FaultEvent.What;
import java.util.SplittableRandom;

/**
 * One direction of a connection under one plan: what is left of it, and what comes next. What it
 * draws depends on what was carried and not on when, so that it is the same over every transport.
 * Guarded by the socket's lock.
 */
final class Line {

  private static final double NANOS_PER_SECOND = 1e9;

  private final FaultPlan plan;
  private final SplittableRandom random;
  private long carried; // bytes of a stream, messages of others
  private long bytes;
  private long chunked; // bytes
  private long chunkEnd; // in bytes; the next call goes no further
  private long lineFreeAt; // by System.nanoTime()
  private long lastArrival;

  Line(FaultPlan plan, long seed) {
    this.plan = plan;
    random = new SplittableRandom(seed);
    lineFreeAt = System.nanoTime();
    lastArrival = lineFreeAt;
  }

  FaultPlan plan() {
    return plan;
  }

  /** Whether what passes takes time. */
  boolean delays() {
    return plan.maxLatency() > 0 || plan.bytesPerSecond() > 0;
  }

  /** How many bytes of a stream may pass before something becomes of the connection. */
  int untilEvent(int wanted) {
    return (int) Math.min(wanted, untilEvent());
  }

  /**
   * How many bytes of a stream one call may give or take: the chunks lie where they lie, whatever
   * the calls.
   *
   * @param wanted at most
   * @param longest the longest chunk of the plan
   */
  int untilChunk(int wanted, int longest) {
    if (longest == Integer.MAX_VALUE) {
      return wanted;
    } else if (chunked >= chunkEnd) {
      chunkEnd = chunked + 1 + random.nextInt(longest);
    }
    return (int) Math.min(wanted, chunkEnd - chunked);
  }

  /** Counts bytes of chunks. */
  void chunked(int count) {
    chunked += count;
  }

  private long untilEvent() {
    long at = Math.min(plan.resetAfter(), Math.min(plan.cutAfter(), plan.halfOpenAfter()));
    return Math.max(0, at - bytes);
  }

  /** What becomes of the connection now; {@code null} if it goes on. */
  What event() {
    if (untilEvent() > 0) {
      return null;
    } else if (bytes >= plan.resetAfter()) {
      return What.RESET;
    }
    return bytes >= plan.cutAfter() ? What.CUT : What.SILENCED;
  }

  /** Counts bytes of a stream. */
  void carried(int count) {
    bytes += count;
    carried += count;
  }

  /** Counts a message. */
  void carriedMessage(int length) {
    bytes += length;
    carried++;
  }

  /** How much it has carried. */
  long position() {
    return carried;
  }

  boolean loses() {
    return happens(plan.loss());
  }

  boolean duplicates() {
    return happens(plan.duplication());
  }

  boolean reorders() {
    return happens(plan.reordering());
  }

  private boolean happens(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  /** When bytes arrive that go now, not before those that went before. */
  long arrivalInOrder(int count) {
    lastArrival = Math.max(lastArrival, arrival(count));
    return lastArrival;
  }

  /** When bytes arrive that go now. */
  long arrival(int count) {
    long now = System.nanoTime();
    lineFreeAt = lineFreeAt - now > 0 ? lineFreeAt : now;
    long rate = plan.bytesPerSecond();
    lineFreeAt += rate == 0 ? 0 : (long) Math.ceil(count * NANOS_PER_SECOND / rate);
    return lineFreeAt + latency();
  }

  long latency() {
    long spread = plan.maxLatency() - plan.minLatency();
    return plan.minLatency() + (spread == 0 ? 0 : random.nextLong(spread + 1));
  }
}

package dev.sockeye.memory;

import dev.sockeye.Message;
import dev.sockeye.locked.ByteRing;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** Bytes in one direction: a ring that grows to the size of both sides' buffers. */
final class StreamPipe extends Lane {

  private final ByteRing ring = new ByteRing();

  private long taken; // that were read, since the beginning

  // The youngest bytes, which are in the ring too; only with a delay.
  private final Queue<Flight> flights = new ArrayDeque<>();
  private int underWay;

  private record Flight(int bytes, long arrival) {}

  // What bytes carry that were not read yet; only in the UNIX domain.
  private final Queue<Attached> attached = new ArrayDeque<>(0);
  private Attached open; // to which what is written belongs; null if nothing does

  /** What goes along with bytes: with the first of them. */
  private static final class Attached {
    private final Message.Resource passed;
    private final long first;
    private long end = Long.MAX_VALUE; // not known while they are being written

    private Attached(Message.Resource passed, long first) {
      this.passed = passed;
      this.first = first;
    }
  }

  StreamPipe(
      ConnectionEndpoint<?, ?> writer, ConnectionEndpoint<?, ?> reader, ActiveFaults faults) {
    super(writer, reader, faults);
  }

  @Override
  boolean hasUnread() {
    return ring.size() > 0;
  }

  @Override
  boolean hasArrived() {
    return arrived() > 0;
  }

  @Override
  boolean hasRoom() {
    return ring.size() < capacity();
  }

  @Override
  void release(long moment) {
    List<Flight> all = List.copyOf(flights);
    flights.clear();
    for (Flight flight : all) {
      boolean held = flight.arrival == MemoryTime.NEVER;
      flights.add(held ? new Flight(flight.bytes, moment) : flight);
    }
  }

  @Override
  void discard() {
    ring.clear();
    underWay = 0;
    flights.clear();
    attached.forEach(each -> each.passed.release());
    attached.clear();
  }

  /** What is written from now on, until {@link #endAttached}, carries something. */
  void attach(Message.Resource passed) {
    open = new Attached(passed, taken + ring.size());
    attached.add(open);
  }

  /** Gives it back if not a byte was written. */
  void endAttached() {
    if (open != null) {
      open.end = taken + ring.size();
      if (open.first == open.end && attached.remove(open)) {
        open.passed.release();
      }
      open = null;
    }
  }

  /** How many bytes can be read as one: none after those that carry something, unix(7). */
  private long untilBarrier() {
    return attached.isEmpty() ? Long.MAX_VALUE : attached.element().end - taken;
  }

  /** How many bytes a read may take. */
  int readLimit() {
    return (int) Math.min(faults().readLimit(), untilBarrier());
  }

  /** What the bytes carried that were just read; {@code null} if nothing. */
  Message.Resource takeAttached() {
    Attached first = attached.peek();
    return first != null && first.first < taken ? attached.remove().passed : null;
  }

  private int arrived() {
    for (Flight first; (first = flights.peek()) != null && first.arrival <= now(); ) {
      underWay -= first.bytes;
      flights.remove();
    }
    return ring.size() - underWay;
  }

  /** Moves what has arrived and there is room for, up to a limit. */
  int read(ByteBuffer dst, int limit) {
    int count = ring.read(dst, Math.min(arrived(), limit));
    taken += count;
    return count;
  }

  /** Copies what {@link #read} would move. */
  int peek(ByteBuffer dst, int limit) {
    return ring.peek(dst, Math.min(arrived(), limit));
  }

  /** Moves what there is room for, up to a limit. */
  int write(ByteBuffer src, int limit) {
    int wanted = Math.min(src.remaining(), limit);
    if (discards()) {
      src.position(src.position() + wanted);
      return wanted;
    }
    int count = beforeEvent(Math.max(0, Math.min(wanted, capacity() - ring.size())));
    if (count > 0) {
      ring.write(src, count);
      sent(count);
    }
    if (wanted > 0) {
      carried(count);
    }
    if (count < wanted && discards()) { // since these bytes, which were the last to get through
      src.position(src.position() + wanted - count);
      return wanted;
    }
    return count;
  }

  private void sent(int count) {
    long arrival = arrival(count);
    if (arrival != 0) {
      flights.add(new Flight(count, arrival));
      underWay += count;
    }
    announce(arrival);
  }
}

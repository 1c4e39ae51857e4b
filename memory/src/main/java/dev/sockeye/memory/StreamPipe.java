package dev.sockeye.memory;

import dev.sockeye.spi.ByteRing;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

/** Bytes in one direction: a ring that grows to the size of both sides' buffers. */
final class StreamPipe extends Lane {

  private final ByteRing ring = new ByteRing();

  // The youngest bytes, which are in the ring too; only with a delay.
  private final Queue<Flight> flights = new ArrayDeque<>();
  private int underWay;

  private record Flight(int bytes, long arrival) {}

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
  void discard() {
    ring.clear();
    underWay = 0;
    flights.clear();
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
    return ring.read(dst, Math.min(arrived(), limit));
  }

  /** Moves what there is room for, up to a limit. */
  int write(ByteBuffer src, int limit) {
    int wanted = Math.min(src.remaining(), limit);
    if (discards()) {
      src.position(src.position() + wanted);
      return wanted;
    }
    int count = beforeReset(Math.max(0, Math.min(wanted, capacity() - ring.size())));
    if (count > 0) {
      ring.write(src, count);
      sent(count);
    }
    if (wanted > 0) {
      carried(count);
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

package dev.sockeye.faults;

import dev.sockeye.locked.ByteRing;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

/** Bytes of a stream that are under way in one direction. Guarded by the socket's lock. */
final class DelayedBytes {

  /** How many may be under way: what 1 Gbit/s carries in 8 ms, or 20 Mbit/s in 400. */
  static final int CAPACITY = 1 << 20;

  private final ByteRing ring = new ByteRing();
  private final Queue<Flight> flights = new ArrayDeque<>(0);
  private int underWay;

  private record Flight(int bytes, long arrival) {}

  boolean isEmpty() {
    return ring.size() == 0;
  }

  int room() {
    return CAPACITY - ring.size();
  }

  void clear() {
    ring.clear();
    flights.clear();
    underWay = 0;
  }

  /** Moves bytes in that arrive at a moment. */
  int add(ByteBuffer src, int limit, long arrival) {
    int count = ring.write(src, Math.min(limit, room()));
    if (count > 0) {
      flights.add(new Flight(count, arrival));
      underWay += count;
    }
    return count;
  }

  /** How many have arrived. */
  int arrived() {
    long now = System.nanoTime();
    for (Flight first; (first = flights.peek()) != null && first.arrival - now <= 0; ) {
      underWay -= first.bytes;
      flights.remove();
    }
    return ring.size() - underWay;
  }

  /** When the next ones arrive, unless all have. */
  long nextArrival() {
    return flights.element().arrival;
  }

  boolean areUnderWay() {
    return underWay > 0;
  }

  /** Moves out what has arrived. */
  int take(ByteBuffer dst, int limit) {
    return ring.read(dst, Math.min(limit, arrived()));
  }

  /** Copies what {@link #take} would move. */
  int peek(ByteBuffer dst) {
    return ring.peek(dst, arrived());
  }
}

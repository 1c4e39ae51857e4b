package dev.sockeye.memory;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

/** Bytes in one direction: a ring that grows to the size of both sides' buffers. */
final class StreamPipe extends Lane {

  private static final int INITIAL_CAPACITY = 4096;

  private byte[] ring = new byte[0];
  private int head; // of the oldest byte
  private int size;

  // The youngest bytes, which are counted in size too; only with a delay.
  private final Queue<Flight> flights = new ArrayDeque<>();
  private int underWay;

  private record Flight(int bytes, long arrival) {}

  StreamPipe(
      ConnectionEndpoint<?, ?> writer, ConnectionEndpoint<?, ?> reader, ActiveFaults faults) {
    super(writer, reader, faults);
  }

  @Override
  boolean hasUnread() {
    return size > 0;
  }

  @Override
  boolean hasArrived() {
    return arrived() > 0;
  }

  @Override
  boolean hasRoom() {
    return size < capacity();
  }

  @Override
  void discard() {
    size = 0;
    underWay = 0;
    flights.clear();
  }

  private int arrived() {
    for (Flight first; (first = flights.peek()) != null && first.arrival <= now(); ) {
      underWay -= first.bytes;
      flights.remove();
    }
    return size - underWay;
  }

  /** Moves what has arrived and there is room for, up to a limit. */
  int read(ByteBuffer dst, int limit) {
    int count = Math.min(Math.min(dst.remaining(), arrived()), limit);
    int first = Math.min(count, ring.length - head);
    dst.put(ring, head, first).put(ring, 0, count - first);
    head = count == size ? 0 : (head + count) % ring.length;
    size -= count;
    return count;
  }

  /** Moves what there is room for, up to a limit. */
  int write(ByteBuffer src, int limit) {
    int wanted = Math.min(src.remaining(), limit);
    if (discards()) {
      src.position(src.position() + wanted);
      return wanted;
    }
    int count = beforeReset(Math.max(0, Math.min(wanted, capacity() - size)));
    if (count > 0) {
      put(src, count);
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

  private void put(ByteBuffer src, int count) {
    if (ring.length < size + count) {
      grow(size + count);
    }
    int tail = (head + size) % ring.length;
    int first = Math.min(count, ring.length - tail);
    src.get(ring, tail, first).get(ring, 0, count - first);
    size += count;
  }

  private void grow(int needed) {
    int length = Math.max(INITIAL_CAPACITY, ring.length);
    while (length < needed) {
      length *= 2;
    }
    byte[] larger = new byte[length];
    int first = Math.min(size, ring.length - head);
    System.arraycopy(ring, head, larger, 0, first);
    System.arraycopy(ring, 0, larger, first, size - first);
    ring = larger;
    head = 0;
  }
}

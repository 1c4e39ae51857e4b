package dev.sockeye.memory;

import java.util.ArrayList;
import java.util.List;

/** Messages that were sent and not received yet, in the order in which they arrive. */
final class MessageQueue {

  /** What a message takes of a buffer beside its bytes, so that empty ones do not take nothing. */
  private static final int OVERHEAD = 256;

  private final MemoryTime time;
  private final List<Packet> packets = new ArrayList<>();
  private long used;

  MessageQueue(MemoryTime time) {
    this.time = time;
  }

  boolean isEmpty() {
    return packets.isEmpty();
  }

  boolean hasArrived() {
    return !packets.isEmpty() && packets.get(0).arrival() <= time.nanoTime();
  }

  /** Whether a message finds room; one always does, however long. */
  boolean hasRoom(int length, int capacity) {
    return packets.isEmpty() || used + length + OVERHEAD <= capacity;
  }

  /** Puts a message behind those that arrive no later. */
  void add(Packet packet) {
    int at = packets.size();
    while (at > 0 && packets.get(at - 1).arrival() > packet.arrival()) {
      at--;
    }
    insert(at, packet);
  }

  /** Puts a message before the one that would arrive last, if there is one. */
  void overtake(Packet packet) {
    if (packets.isEmpty()) {
      add(packet);
      return;
    }
    int last = packets.size() - 1;
    long arrival = Math.min(packet.arrival(), packets.get(last).arrival());
    insert(last, packet.arriving(arrival));
  }

  private void insert(int at, Packet packet) {
    packets.add(at, packet);
    used += packet.length() + OVERHEAD;
  }

  /** The first message, which has arrived. */
  Packet first() {
    return packets.get(0);
  }

  /** Takes the first message, which has arrived. */
  Packet remove() {
    Packet first = packets.remove(0);
    used -= first.length() + OVERHEAD;
    return first;
  }

  /** Lets what was held back arrive at a moment. */
  void release(long moment) {
    packets.replaceAll(
        packet -> packet.arrival() == MemoryTime.NEVER ? packet.arriving(moment) : packet);
  }

  void clear() {
    packets.forEach(Packet::drop);
    packets.clear();
    used = 0;
  }
}

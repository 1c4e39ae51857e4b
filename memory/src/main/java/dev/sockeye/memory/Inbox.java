package dev.sockeye.memory;

import dev.sockeye.sctp.SctpEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The messages and events that a socket has not received yet. Guarded by the kernel's lock. */
final class Inbox {

  private static final Comparator<Arrival> ORDER =
      Comparator.comparingLong(Arrival::moment).thenComparingLong(Arrival::rank);

  private final MemoryTime time;
  private final PriorityQueue<Arrival> arrivals = new PriorityQueue<>(ORDER);
  private long behind; // of all ranks so far

  Inbox(MemoryTime time) {
    this.time = time;
  }

  void add(Association to, SctpPacket packet) {
    arrivals.add(new Arrival(to, packet.arrival(), behind++, packet, null));
  }

  /**
   * Adds a message that goes before all of its association's that were not received: it takes the
   * place of the first one, and each of them that of the next.
   */
  void overtake(Association to, SctpPacket packet) {
    List<Arrival> overtaken = messagesOf(to);
    arrivals.removeAll(overtaken);
    SctpPacket next = packet;
    for (Arrival place : overtaken) {
      arrivals.add(place.with(next));
      next = place.packet();
    }
    arrivals.add(new Arrival(to, packet.arrival(), behind++, next, null));
  }

  void add(Association to, SctpEvent event, long moment) {
    arrivals.add(new Arrival(to, moment, behind++, null, event));
  }

  boolean hasArrived() {
    Arrival first = arrivals.peek();
    return first != null && first.moment() <= time.nanoTime();
  }

  /** Takes what is first; {@code null} if nothing has arrived. */
  Arrival poll() {
    return hasArrived() ? arrivals.remove() : null;
  }

  /** As {@link #poll}, but leaves an event where it is. */
  Arrival pollMessage() {
    return hasArrived() && !arrivals.peek().isEvent() ? arrivals.remove() : null;
  }

  /** Whether there are messages, be they under way. */
  boolean hasMessages() {
    return arrivals.stream().anyMatch(arrival -> !arrival.isEvent());
  }

  /**
   * Takes away what a side has not read and could not have, since it has not arrived or found no
   * room in the buffer.
   */
  List<SctpPacket> takeUndelivered(Association side, int buffer) {
    List<SctpPacket> undelivered = new ArrayList<>();
    long used = 0;
    for (Arrival arrival : messagesOf(side)) {
      used += Transmission.cost(arrival.packet().length());
      if (used > buffer || arrival.moment() > time.nanoTime()) {
        undelivered.add(arrival.packet());
        arrivals.remove(arrival);
      }
    }
    return undelivered;
  }

  private List<Arrival> messagesOf(Association side) {
    return arrivals.stream()
        .filter(arrival -> arrival.association() == side && !arrival.isEvent())
        .sorted(ORDER)
        .toList();
  }

  /** Moves what belongs to an association to another socket. */
  void moveTo(Inbox other, Association association) {
    List<Arrival> moved =
        arrivals.stream()
            .filter(arrival -> arrival.association() == association)
            .sorted(ORDER)
            .toList();
    arrivals.removeAll(moved);
    moved.forEach(arrival -> other.arrivals.add(arrival.ranked(other.behind++)));
  }

  void clear() {
    arrivals.clear();
  }
}

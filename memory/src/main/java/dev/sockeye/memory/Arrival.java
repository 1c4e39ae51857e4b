package dev.sockeye.memory;

import dev.sockeye.sctp.SctpEvent;

/**
 * What the receiving side of an association gets: a message or an event.
 *
 * @param association the side that gets it
 * @param moment when it arrives
 * @param rank its place among those that arrive at that moment
 * @param packet the message; {@code null} if it is an event
 * @param event the event; {@code null} if it is a message
 */
record Arrival(
    Association association, long moment, long rank, SctpPacket packet, SctpEvent event) {

  boolean isEvent() {
    return event != null;
  }

  /** The same with another message. */
  Arrival with(SctpPacket other) {
    return new Arrival(association, moment, rank, other, null);
  }

  Arrival ranked(long newRank) {
    return new Arrival(association, moment, newRank, packet, event);
  }
}

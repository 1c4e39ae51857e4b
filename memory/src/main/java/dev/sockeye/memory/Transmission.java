package dev.sockeye.memory;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * What one side of an association sends: each stream in its order, none waiting for another.
 * Guarded by the kernel's lock.
 */
final class Transmission {

  /** What a message takes of a buffer beside its bytes. */
  private static final int OVERHEAD = 256;

  private final Association sender;
  private final ActiveFaults faults;
  private final Departures departures;
  private final Map<Integer, Long> lastOfStream = new HashMap<>(); // when it arrives
  private final Queue<Outgoing> waiting = new ArrayDeque<>(); // since no path is open
  private Runnable whenAllIsSent; // null if nobody waits for it
  private final long first; // nothing arrives earlier
  private long last; // nothing arrives later
  private long used; // of both sides' buffers
  private PlanState counted; // the plan that the bytes are counted for
  private long carried; // bytes

  /**
   * Creates it.
   *
   * @param moment when the association stands
   */
  Transmission(Association sender, ActiveFaults faults, long moment) {
    this.sender = sender;
    this.faults = faults;
    departures = new Departures(sender.owner().kernel().time(), faults);
    first = moment;
    last = moment;
  }

  /** What a message of a length takes of a buffer. */
  static long cost(int length) {
    return (long) length + OVERHEAD;
  }

  /** Whether a message finds room; one always does, however long. */
  boolean hasRoom(int length) {
    long capacity =
        (long) sender.owner().options().sendBuffer()
            + sender.peer().owner().options().receiveBuffer();
    return used == 0 || used + cost(length) <= capacity;
  }

  /** The peer has taken a message: there is room again. */
  void received(int length) {
    used = Math.max(0, used - cost(length)); // of a peer that has begun anew since
    sender.owner().output().changed();
  }

  /** Sends a message that there is room for. */
  void send(Outgoing message) {
    used += cost(message.length());
    waiting.add(message);
    flush();
  }

  /** Sends what waits if a path is open. */
  void flush() {
    long detour = sender.paths().detour();
    if (detour != MemoryTime.NEVER && !waiting.isEmpty()) {
      sender.loseAbandoned();
    }
    while (detour != MemoryTime.NEVER && !waiting.isEmpty()) {
      transmit(waiting.remove(), detour);
    }
    if (waiting.isEmpty() && whenAllIsSent != null && detour != MemoryTime.NEVER) {
      Runnable then = whenAllIsSent;
      whenAllIsSent = null;
      then.run();
    }
  }

  /** Does something once nothing waits for a path any more. */
  void whenAllIsSent(Runnable then) {
    whenAllIsSent = then;
    flush();
  }

  private void transmit(Outgoing message, long detour) {
    if (message.length() <= faults.plan().resetAfter() - carried()) {
      deliver(message, arrival(message, departures.arrival(message.length()) + detour));
    }
    carried(message.length());
  }

  private long arrival(Outgoing message, long sent) {
    long arrival = Math.max(first, sent + faults.plan().streamDelay(message.stream()));
    if (!message.isUnordered()) {
      arrival = lastOfStream.merge(message.stream(), arrival, Math::max);
    }
    last = Math.max(last, arrival);
    return arrival;
  }

  private void deliver(Outgoing message, long arrival) {
    Association peer = sender.peer();
    SctpPacket packet = message.to(peer, sender.paths().source(), arrival);
    if (message.isUnordered() && faults.reorders()) {
      peer.owner().inbox().overtake(peer, packet);
    } else {
      peer.owner().inbox().add(peer, packet);
    }
    peer.announce(arrival);
  }

  /** Counts bytes, and breaks the association off if it is time. */
  private void carried(int bytes) {
    carried = carried() + bytes;
    if (carried >= faults.plan().resetAfter()) {
      sender.abort();
    }
  }

  private long carried() {
    if (counted != faults.state()) {
      counted = faults.state();
      carried = 0;
    }
    return carried;
  }

  /** When that arrives which is sent now and goes behind all else. */
  long afterAll() {
    last = Math.max(last, departures.arrival(0));
    return last;
  }

  /** Tells of what was never sent that it will not be. */
  void giveUp(long moment) {
    for (Outgoing message; (message = waiting.poll()) != null; ) {
      sender.tell(message.failed(sender), moment);
    }
    whenAllIsSent = null;
  }
}

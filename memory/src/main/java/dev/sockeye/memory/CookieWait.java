package dev.sockeye.memory;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * An association in the state COOKIE-WAIT, RFC 9260, section 4, whose peer does not answer, and
 * what it is to carry. Guarded by the kernel's lock.
 */
final class CookieWait {

  private final InetSocketAddress peer;
  private final boolean cut;
  private final List<Outgoing> messages = new ArrayList<>(); // in order
  private long used; // of the send buffer

  /**
   * Creates it.
   *
   * @param cut whether the peer will answer once all partitions have ended
   */
  CookieWait(InetSocketAddress peer, boolean cut) {
    this.peer = peer;
    this.cut = cut;
  }

  InetSocketAddress peer() {
    return peer;
  }

  boolean isCut() {
    return cut;
  }

  List<Outgoing> messages() {
    return messages;
  }

  /** Whether a message finds room; one always does, however long. */
  boolean hasRoom(int length, int sendBuffer) {
    return used == 0 || used + Transmission.cost(length) <= sendBuffer;
  }

  void add(Outgoing message) {
    messages.add(message);
    used += Transmission.cost(message.length());
  }
}

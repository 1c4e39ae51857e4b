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
  private final List<Outgoing> messages; // in order

  /**
   * Creates it.
   *
   * @param cut whether the peer will answer once all partitions have ended
   */
  CookieWait(InetSocketAddress peer, boolean cut, List<Outgoing> messages) {
    this.peer = peer;
    this.cut = cut;
    this.messages = new ArrayList<>(messages);
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

  /** Adds a message if there is room for it; gives whether there was. */
  boolean add(Outgoing message, int sendBuffer) {
    return hasRoom(message.length(), sendBuffer) && messages.add(message);
  }

  /** Whether a message finds room behind the others. */
  boolean hasRoom(int length, int sendBuffer) {
    long used = messages.stream().mapToLong(message -> Transmission.cost(message.length())).sum();
    return used + Transmission.cost(length) <= sendBuffer;
  }
}

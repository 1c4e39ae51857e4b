package dev.sockeye.server;

import dev.sockeye.Endpoint;
import dev.sockeye.Message;
import dev.sockeye.internal.SharedSendBuffer;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * Who may be sent to while the messages that nobody has read yet take from one send buffer. Half of
 * it is for all. Of the rest nobody has more who has not read what came before, so that a peer that
 * reads is sent to whatever the others do; and the last quarter is only for those who were sent
 * something before, and so were seen to read. For the loop's thread alone.
 *
 * <p>The system is asked only where more than half could be taken.
 */
final class SendRoom {

  /** How many are remembered that were sent to: more of them begin anew. */
  private static final int PEERS = 4096;

  private static final int MESSAGE_COST = 1024;

  /** That of all connections, which notes nothing. */
  private static final SendRoom UNLIMITED = new SendRoom(null);

  private final SharedSendBuffer buffer; // null if each receiver's messages are its own affair
  private final Set<SocketAddress> sentTo = new HashSet<>();
  private long capacity;
  private long unread; // when it was asked last
  private long since; // what was sent after that

  private SendRoom(SharedSendBuffer buffer) {
    this.buffer = buffer;
  }

  /** That of a socket which has many peers. */
  static SendRoom of(Endpoint endpoint) {
    return endpoint instanceof SharedSendBuffer shared ? new SendRoom(shared) : UNLIMITED;
  }

  /** That of a connection, whose only peer may have all. */
  static SendRoom ofOne() {
    return UNLIMITED;
  }

  /** How many of these messages may be sent together, whoever they are for. */
  int forAll(Message[] messages, int from, int to) throws IOException {
    if (buffer == null) {
      return to - from;
    }
    int count = fitting(messages, from, to);
    return count == 0 && ask() ? fitting(messages, from, to) : count;
  }

  private int fitting(Message[] messages, int from, int to) {
    long cost = 0;
    int i = from;
    while (i < to && fits(cost += cost(messages[i].remaining()))) {
      i++;
    }
    return i - from;
  }

  private boolean fits(long cost) {
    return unread + since + cost <= capacity / 2;
  }

  /** What the system takes for a message, at most: its memory comes in powers of two and pages. */
  private static long cost(long bytes) {
    return bytes <= 16 * 1024 ? MESSAGE_COST + 2 * bytes : bytes + 4 * MESSAGE_COST;
  }

  /** Whether a message may be sent to a peer now; it is told by {@link #sent} that it was. */
  boolean isFor(SocketAddress peer, long bytes) throws IOException {
    long cost = cost(bytes);
    return buffer == null || fits(cost) || !ask() || fits(cost) || mayHaveMore(peer, cost);
  }

  private boolean mayHaveMore(SocketAddress peer, long cost) throws IOException {
    return !buffer.hasUnread(peer) && (sentTo.contains(peer) || unread + cost <= capacity / 4 * 3);
  }

  /** Gives {@code false} if the system does not tell. */
  private boolean ask() throws IOException {
    long now = buffer.unread();
    capacity = now < 0 ? Long.MAX_VALUE : buffer.capacity();
    unread = Math.max(now, 0);
    since = 0;
    return now >= 0;
  }

  /** Messages were sent, each to its peer. */
  void sent(Message[] messages, int from, int to) {
    for (int i = from; buffer != null && i < to; i++) {
      sent(messages[i].peer(), messages[i].payload().position());
    }
  }

  /** A message was sent to a peer. */
  void sent(SocketAddress peer, long bytes) {
    if (buffer == null) {
      return;
    }
    since += cost(bytes);
    if (sentTo.size() == PEERS) {
      sentTo.clear();
    }
    sentTo.add(peer);
  }
}

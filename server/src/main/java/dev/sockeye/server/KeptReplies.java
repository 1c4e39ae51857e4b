package dev.sockeye.server;

import dev.sockeye.Message;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;

/**
 * Replies that a socket did not take, in order for each peer: one whose queue is full does not hold
 * up the others.
 */
final class KeptReplies {

  /** What a reply costs beside its bytes, about: empty ones must have an end too. */
  static final int OVERHEAD = 128;

  // Each peer is tried again after a while, and each time in vain after a longer one.
  private static final long FIRST_PAUSE = 1_000_000;
  private static final long LONGEST_PAUSE = 64_000_000;

  private final int limit;
  private final MemoryBudget memory;

  // By the peer; of a connection all replies are under null. One of its own only while it has any.
  private Map<SocketAddress, ForPeer> peers = Map.of();

  private static final class ForPeer {
    private final Queue<Message> replies = new ArrayDeque<>();
    private int bytes;
    private long pause = FIRST_PAUSE;
    private long due = System.nanoTime() + FIRST_PAUSE;

    private boolean isDue(long time) {
      return time - due >= 0;
    }

    private void wasTried(boolean moved) {
      pause = moved ? FIRST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
      due = System.nanoTime() + pause;
    }
  }

  /** Sends a reply. */
  @FunctionalInterface
  interface Sender {

    /** Gives {@code false} if the socket does not take it now. */
    boolean send(Message reply) throws IOException;
  }

  KeptReplies(int limit, MemoryBudget memory) {
    this.limit = limit;
    this.memory = memory;
  }

  boolean isEmpty() {
    return peers.isEmpty();
  }

  boolean has(SocketAddress peer) {
    return !isEmpty() && peers.containsKey(peer);
  }

  /** How many bytes are kept for a peer. */
  int bytes(SocketAddress peer) {
    return has(peer) ? peers.get(peer).bytes : 0;
  }

  /**
   * Keeps a reply, which must have its own memory. What it holds of the system's is given back once
   * it is sent or dropped, and also if this fails.
   */
  void add(Message reply) throws IOException {
    int bytes = cost(reply);
    ForPeer kept = forPeer(reply.peer());
    if (kept.bytes + (long) bytes > limit && !kept.replies.isEmpty()) {
      reply.clearHeader();
      throw new IOException(
          "the peer receives too slowly for what it is sent: "
              + kept.bytes
              + " bytes are kept for it, and outputLimit is "
              + limit);
    } else if (!memory.take(bytes)) {
      drop(reply.peer(), kept);
      reply.clearHeader();
      throw memory.exceeded();
    }
    kept.replies.add(reply);
    kept.bytes += bytes;
  }

  private ForPeer forPeer(SocketAddress peer) {
    if (isEmpty()) {
      peers = new LinkedHashMap<>();
    }
    return peers.computeIfAbsent(peer, any -> new ForPeer());
  }

  private static int cost(Message reply) {
    return (int) reply.remaining() + OVERHEAD;
  }

  private void drop(SocketAddress peer, ForPeer kept) {
    if (kept.replies.isEmpty() && has(peer)) {
      peers.remove(peer);
      forgetIfEmpty();
    }
  }

  private void forgetIfEmpty() {
    if (isEmpty()) {
      peers = Map.of();
    }
  }

  /** Sends what the socket takes now; the first failure of a peer's drops that reply. */
  void send(Sender sender) throws IOException {
    send(sender, kept -> true);
  }

  /** As {@link #send}, to the peers whose time to be tried again has come. */
  void sendDue(Sender sender) throws IOException {
    long time = System.nanoTime();
    send(sender, kept -> kept.isDue(time));
  }

  /** When a peer is to be tried again that something is kept for, by {@link System#nanoTime}. */
  long due(SocketAddress peer) {
    return peers.get(peer).due;
  }

  /** When the first of them is to be tried again. */
  long due() {
    long time = System.nanoTime();
    long least = LONGEST_PAUSE;
    for (ForPeer kept : peers.values()) {
      least = Math.min(least, kept.due - time);
    }
    return time + least;
  }

  private void send(Sender sender, Predicate<ForPeer> chosen) throws IOException {
    for (SocketAddress peer : new ArrayList<>(peers.keySet())) { // who hears of a failure may add
      if (!has(peer)) {
        return; // who hears of a failure may also end it all
      }
      ForPeer kept = peers.get(peer);
      if (chosen.test(kept)) {
        attempt(peer, kept, sender);
      }
    }
  }

  private void attempt(SocketAddress peer, ForPeer kept, Sender sender) throws IOException {
    int before = kept.bytes;
    try {
      send(kept, sender);
    } finally {
      kept.wasTried(kept.bytes != before);
      drop(peer, kept);
    }
  }

  private void send(ForPeer kept, Sender sender) throws IOException {
    while (!kept.replies.isEmpty()) {
      Message reply = kept.replies.peek();
      int bytes = cost(reply);
      boolean taken = true;
      try {
        taken = sender.send(reply);
      } finally {
        if (taken && kept.replies.remove(reply)) {
          kept.bytes -= bytes;
          memory.giveBack(bytes);
          reply.clearHeader();
        }
      }
      if (!taken) {
        return;
      }
    }
  }

  void clear() {
    for (ForPeer kept : peers.values()) {
      memory.giveBack(kept.bytes);
      kept.replies.forEach(Message::clearHeader);
      kept.replies.clear();
    }
    peers = Map.of();
  }
}

package dev.sockeye.server;

import dev.sockeye.Endpoint;
import dev.sockeye.internal.Buffering;
import java.io.IOException;

/** What a connection's endpoint keeps by itself, counted as what the connection keeps. */
final class HeldBytes {

  /** Of endpoints that keep nothing, which are most: one for all, which never changes. */
  private static final HeldBytes NONE = new HeldBytes(null, null);

  private final Buffering source;
  private final MemoryBudget memory;
  private int counted;

  private HeldBytes(Buffering source, MemoryBudget memory) {
    this.source = source;
    this.memory = memory;
  }

  static HeldBytes of(Endpoint endpoint, MemoryBudget memory) {
    return endpoint instanceof Buffering source ? new HeldBytes(source, memory) : NONE;
  }

  /** Looks how much it is now, after the endpoint has received or sent. */
  void count() throws IOException {
    if (this == NONE) {
      return;
    }
    int more = source.bytesHeld() - counted;
    if (more > 0 && !memory.take(more)) {
      throw memory.exceeded();
    } else if (more < 0) {
      memory.giveBack(-more);
    }
    counted += more;
  }

  /**
   * Whether the endpoint may have messages that no poller sees. One that tells all that it keeps
   * has none while that is nothing; of any other it is not known.
   */
  boolean mayHideMessages() {
    return source == null || !source.tellsAll() || isAny();
  }

  /** Whether the endpoint tells that it keeps something. */
  boolean isAny() {
    return counted > 0;
  }

  /** The connection is closed, and lets go of its endpoint. */
  void clear() {
    if (this != NONE) {
      memory.giveBack(counted);
      counted = 0;
    }
  }
}

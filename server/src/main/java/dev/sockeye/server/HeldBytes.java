package dev.sockeye.server;

import dev.sockeye.Endpoint;
import dev.sockeye.internal.Buffering;
import java.io.IOException;

/** What a connection's endpoint keeps by itself, counted as what the connection keeps. */
final class HeldBytes {

  private final Buffering source; // null if the endpoint keeps nothing
  private final MemoryBudget memory;
  private int counted;

  HeldBytes(Endpoint endpoint, MemoryBudget memory) {
    source = endpoint instanceof Buffering buffering ? buffering : null;
    this.memory = memory;
  }

  /** Looks how much it is now, after the endpoint has received or sent. */
  void count() throws IOException {
    int more = source == null ? 0 : source.bytesHeld() - counted;
    if (more > 0 && !memory.take(more)) {
      throw memory.exceeded();
    } else if (more < 0) {
      memory.giveBack(-more);
    }
    counted += more;
  }

  /** The connection is closed, and lets go of its endpoint. */
  void clear() {
    memory.giveBack(counted);
    counted = 0;
  }
}

package dev.sockeye.server;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all connections of a server together may keep. */
final class MemoryBudget {

  private final long limit;
  private final AtomicLong used = new AtomicLong();

  MemoryBudget(long limit) {
    this.limit = limit;
  }

  long used() {
    return used.get();
  }

  /** Takes so many bytes; {@code false} and none if that would be too much. */
  boolean take(int bytes) {
    if (used.addAndGet(bytes) <= limit) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  /** Why a connection that asked for more cannot go on. */
  IOException exceeded() {
    return new IOException(
        "all connections together keep " + used() + " bytes, and memoryLimit is " + limit);
  }

  void giveBack(int bytes) {
    used.addAndGet(-bytes);
  }
}

package dev.sockeye.unix;

import java.util.ArrayDeque;
import java.util.function.Supplier;

/**
 * Vectors that no call is using. A socket has none of its own, since there may be thousands; and no
 * call waits while it has one, so that there are about as many as processors.
 */
final class VectorPool {

  static final VectorPool SENDING = new VectorPool(UnixVector::toSend);
  static final VectorPool RECEIVING = new VectorPool(UnixVector::toReceive);

  private static final int MOST_IDLE = 16;

  private final Supplier<UnixVector> maker;
  private final ArrayDeque<UnixVector> idle = new ArrayDeque<>(); // guarded by this

  private VectorPool(Supplier<UnixVector> maker) {
    this.maker = maker;
  }

  /** Takes one, to be {@linkplain #giveBack given back}. */
  UnixVector take() {
    UnixVector vector;
    synchronized (this) {
      vector = idle.pollLast(); // the one that the caches still know
    }
    return vector == null ? maker.get() : vector;
  }

  synchronized void giveBack(UnixVector vector) {
    if (idle.size() < MOST_IDLE) {
      idle.addLast(vector);
    }
  }
}

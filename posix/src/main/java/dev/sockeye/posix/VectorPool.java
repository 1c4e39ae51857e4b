package dev.sockeye.posix;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Vectors that no call is using. A socket has none of its own, since there may be thousands; and no
 * call waits while it has one, so that there are about as many as processors.
 */
final class VectorPool {

  private static final Map<String, VectorPool> SENDING = new ConcurrentHashMap<>(); // by scheme
  private static final Map<String, VectorPool> RECEIVING = new ConcurrentHashMap<>();

  private static final int MOST_IDLE = 16;

  private final Supplier<SocketVector> maker;
  private final ArrayDeque<SocketVector> idle = new ArrayDeque<>(); // guarded by this

  private VectorPool(Supplier<SocketVector> maker) {
    this.maker = maker;
  }

  static VectorPool sending(Kind<?> kind) {
    return SENDING.computeIfAbsent(
        kind.scheme(), scheme -> new VectorPool(() -> SocketVector.toSend(kind)));
  }

  static VectorPool receiving(Kind<?> kind) {
    return RECEIVING.computeIfAbsent(
        kind.scheme(), scheme -> new VectorPool(() -> SocketVector.toReceive(kind)));
  }

  /** Takes one, to be {@linkplain #giveBack given back}. */
  SocketVector take() {
    SocketVector vector;
    synchronized (this) {
      vector = idle.pollLast(); // the one that the caches still know
    }
    return vector == null ? maker.get() : vector;
  }

  synchronized void giveBack(SocketVector vector) {
    if (idle.size() < MOST_IDLE) {
      idle.addLast(vector);
    }
  }
}

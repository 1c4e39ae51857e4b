package dev.sockeye.posix;

import java.util.ArrayDeque;

/**
 * Memory that large heap buffers are copied through, lent for the time of a call: a socket that had
 * one large message keeps none of it.
 */
final class StagingPool {

  /** What a socket may have of its own. */
  static final int SMALL = 8192;

  private static final int LARGEST_IDLE = 4 << 20;

  // Of each size.
  private static final int MOST_IDLE = 16;
  private static final int MOST_IDLE_BYTES = 4 << 20;

  /** Of a power of two each, from twice {@link #SMALL} on. */
  private static final StagingPool[] SIZES = sizes();

  private final ArrayDeque<Memory> idle = new ArrayDeque<>(); // guarded by this

  private static StagingPool[] sizes() {
    StagingPool[] sizes = new StagingPool[index(LARGEST_IDLE) + 1];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = new StagingPool();
    }
    return sizes;
  }

  private static int index(int size) {
    return Integer.numberOfTrailingZeros(size) - Integer.numberOfTrailingZeros(2 * SMALL);
  }

  /**
   * Takes memory of at least a size above {@link #SMALL}, to be {@linkplain #giveBack given back}.
   */
  static Memory take(int size) {
    if (size > LARGEST_IDLE) {
      return Memory.allocate(size);
    }
    int rounded = Integer.highestOneBit(size * 2 - 1);
    Memory memory = SIZES[index(rounded)].poll();
    return memory == null ? Memory.allocate(rounded) : memory;
  }

  static void giveBack(Memory memory) {
    if (memory.size() <= LARGEST_IDLE) {
      SIZES[index(memory.size())].add(memory);
    }
  }

  private synchronized Memory poll() {
    return idle.pollLast(); // the one that the caches still know
  }

  private synchronized void add(Memory memory) {
    if (idle.size() < Math.min(MOST_IDLE, MOST_IDLE_BYTES / memory.size())) {
      idle.addLast(memory);
    }
  }
}

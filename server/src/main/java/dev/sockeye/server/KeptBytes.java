package dev.sockeye.server;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Bytes that a connection keeps, in order: input that a handler left, or output that the socket did
 * not take. Heap memory, which the collector gives back as soon as it is free; most connections
 * keep none.
 */
final class KeptBytes {

  private static final int FIRST = 1024;

  private final int limit;
  private final MemoryBudget memory;
  private final String excuse;

  // From 0 to its position; null if nothing is kept.
  private ByteBuffer buffer;

  /**
   * Creates a store.
   *
   * @param limit how many bytes at most
   * @param memory what all stores share
   * @param excuse why bytes are kept, and what to raise, for the error message
   */
  KeptBytes(int limit, MemoryBudget memory, String excuse) {
    this.limit = limit;
    this.memory = memory;
    this.excuse = excuse;
  }

  boolean isEmpty() {
    return buffer == null;
  }

  int size() {
    return buffer == null ? 0 : buffer.position();
  }

  /** Copies all of the source behind what is kept. */
  void add(ByteBuffer src) throws IOException {
    require(size() + (long) src.remaining(), false);
    buffer.put(src);
  }

  /** Does that with bytes that the memory was promised for. */
  void addPromised(ByteBuffer src) throws IOException {
    require(size() + (long) src.remaining(), true);
    buffer.put(src);
  }

  /** Gives the store with room behind what is kept, to be read into. */
  ByteBuffer withRoom() throws IOException {
    if (!buffer.hasRemaining()) {
      require(size() + 1L, false);
    }
    return buffer;
  }

  /** Lets the consumer take bytes from the front, and keeps the rest. */
  <X extends Exception> void take(Consumer<X> consumer) throws X {
    ByteBuffer taken = buffer;
    taken.flip();
    try {
      consumer.take(taken);
    } finally {
      if (buffer != null) { // not cleared meanwhile
        taken.compact();
        if (taken.position() == 0) {
          clear();
        }
      }
    }
  }

  /**
   * What takes bytes.
   *
   * @param <X> what it throws
   */
  @FunctionalInterface
  interface Consumer<X extends Exception> {
    void take(ByteBuffer from) throws X;
  }

  void clear() {
    if (buffer != null) {
      memory.giveBack(buffer.capacity());
      buffer = null;
    }
  }

  private void require(long size, boolean promised) throws IOException {
    int capacity = buffer == null ? 0 : buffer.capacity();
    if (size <= capacity) {
      return;
    } else if (size > limit) {
      throw new IOException(excuse + " is " + limit);
    }
    int larger = (int) Math.min(limit, Math.max(Math.max(FIRST, size), 2L * capacity));
    if (!memory.take(larger - capacity)) {
      if (!promised) {
        throw memory.exceeded();
      }
      larger = (int) size;
      memory.takePromised(larger - capacity);
    }
    ByteBuffer grown = ByteBuffer.allocate(larger);
    buffer = buffer == null ? grown : grown.put(buffer.flip());
  }
}

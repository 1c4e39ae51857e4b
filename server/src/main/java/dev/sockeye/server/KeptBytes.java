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
    require(size() + (long) src.remaining());
    buffer.put(src);
  }

  /**
   * Does that with bytes that there is room for, and for which so much memory was taken.
   *
   * @return how much of that memory is this store's now
   */
  int addPromised(ByteBuffer src) throws IOException {
    int promised = src.remaining();
    int capacity = capacity();
    int size = Math.addExact(size(), promised);
    int larger = Math.max(size, larger(size));
    if (size <= capacity) {
      promised = 0;
    } else if (larger - capacity <= promised || !memory.take(larger - capacity - promised)) {
      larger = size;
      promised = size - capacity;
    }
    if (size > capacity) {
      grow(larger);
    }
    buffer.put(src);
    return promised;
  }

  /** Gives the store with room behind what is kept, to be read into. */
  ByteBuffer withRoom() throws IOException {
    if (!buffer.hasRemaining()) {
      require(size() + 1L);
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

  private int capacity() {
    return buffer == null ? 0 : buffer.capacity();
  }

  private void require(long size) throws IOException {
    int capacity = capacity();
    if (size <= capacity) {
      return;
    } else if (size > limit) {
      throw new IOException(excuse + " is " + limit);
    }
    int larger = larger(size);
    if (!memory.take(larger - capacity)) {
      throw memory.exceeded();
    }
    grow(larger);
  }

  private int larger(long size) {
    return (int) Math.min(limit, Math.max(Math.max(FIRST, size), 2L * capacity()));
  }

  private void grow(int capacity) {
    ByteBuffer grown = ByteBuffer.allocate(capacity);
    buffer = buffer == null ? grown : grown.put(buffer.flip());
  }
}

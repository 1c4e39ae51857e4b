package dev.sockeye.locked;

import java.nio.ByteBuffer;

/** Bytes in the order in which they came, in a ring that grows. Not safe for several threads. */
public final class ByteRing {

  private static final int INITIAL_CAPACITY = 4096; // a power of two, and so are all later ones

  private byte[] ring = new byte[0];
  private int head; // of the oldest byte
  private int size;

  /** Creates an empty ring, which takes no memory yet. */
  public ByteRing() {}

  /**
   * How many bytes there are.
   *
   * @return the number
   */
  public int size() {
    return size;
  }

  /** Throws all away. */
  public void clear() {
    size = 0;
  }

  /**
   * Moves the oldest bytes out, as far as there is room for them.
   *
   * @param dst where to
   * @param limit how many at most
   * @return how many
   */
  public int read(ByteBuffer dst, int limit) {
    int count = peek(dst, limit);
    head = count == size ? 0 : (head + count) % ring.length;
    size -= count;
    return count;
  }

  /**
   * Copies what {@link #read} would move.
   *
   * @param dst where to
   * @param limit how many at most
   * @return how many
   */
  public int peek(ByteBuffer dst, int limit) {
    int count = Math.min(Math.min(dst.remaining(), size), limit);
    int first = Math.min(count, ring.length - head);
    dst.put(ring, head, first).put(ring, 0, count - first);
    return count;
  }

  /**
   * Moves bytes in.
   *
   * @param src where from
   * @param limit how many at most
   * @return how many
   */
  public int write(ByteBuffer src, int limit) {
    int count = Math.max(0, Math.min(src.remaining(), limit));
    if (count > 0) {
      put(src, count);
    }
    return count;
  }

  private void put(ByteBuffer src, int count) {
    if (ring.length < size + count) {
      grow(size + count);
    }
    int tail = (head + size) % ring.length;
    int first = Math.min(count, ring.length - tail);
    src.get(ring, tail, first).get(ring, 0, count - first);
    size += count;
  }

  private void grow(int needed) {
    int length = Math.max(INITIAL_CAPACITY, ring.length);
    while (length < needed) {
      length *= 2;
    }
    byte[] larger = new byte[length];
    int first = Math.min(size, ring.length - head);
    System.arraycopy(ring, head, larger, 0, first);
    System.arraycopy(ring, 0, larger, first, size - first);
    ring = larger;
    head = 0;
  }
}

package dev.sockeye.posix;

import java.nio.ByteBuffer;

/**
 * The memory that the calls of a direction use for buffers of the heap, and where the direct one of
 * its last call lies. Guarded by the direction's lock, whose end gives back what was lent.
 */
final class Staging {

  // Its own, or more that is lent for a call.
  private Memory own;
  private Memory lent;

  // The last direct buffer and its address: asking the JVM for it costs more than the call of libc.
  private ByteBuffer direct;
  private long directAddress;

  /** Where a call may put so many bytes for a buffer, to be {@linkplain #take taken} then. */
  long addressFor(ByteBuffer dst, int length) {
    return dst.isDirect() ? addressOf(dst) : of(length).address;
  }

  /** Gives a buffer what a call put there for it. */
  void take(ByteBuffer dst, int length) {
    int position = dst.position();
    if (!dst.isDirect()) {
      dst.put(position, of(0).bytes, 0, length);
    }
    dst.position(position + length);
  }

  /** Where a call finds so many bytes of a buffer. */
  long addressOf(ByteBuffer src, int length) {
    if (src.isDirect()) {
      return addressOf(src);
    }
    Memory copy = of(length);
    copy.bytes.put(0, src, src.position(), length);
    return copy.address;
  }

  /** The address of a direct buffer's position. */
  @SuppressWarnings("ReferenceEquality") // equal buffers lie elsewhere
  private long addressOf(ByteBuffer buffer) {
    if (buffer != direct) {
      directAddress = Memory.addressOf(buffer);
      direct = buffer;
    }
    return directAddress + buffer.position();
  }

  /**
   * Memory of at least a size, to be used until {@link #giveBack}; in one call always the same,
   * unless a larger one is asked for. Of its own a direction keeps little, as there may be
   * thousands.
   */
  Memory of(int size) {
    if (lent == null && size > StagingPool.SMALL) {
      lent = StagingPool.take(size);
    } else if (lent != null && lent.size() < size) {
      giveBack();
      lent = StagingPool.take(size);
    }
    return lent == null ? own() : lent;
  }

  private Memory own() {
    if (own == null) {
      own = Memory.allocate(StagingPool.SMALL);
    }
    return own;
  }

  /** Ends a call. */
  void giveBack() {
    if (lent != null) {
      StagingPool.giveBack(lent);
      lent = null;
    }
  }
}

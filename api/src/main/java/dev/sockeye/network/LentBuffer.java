package dev.sockeye.network;

import java.nio.ByteBuffer;

/**
 * Direct memory that one thread's calls in non-blocking mode use in turn: an endpoint holds it only
 * while it has something in it, so that ten thousand idle ones of an event loop share one. Each
 * thread has one to lend; where that is lent already there is another, which is dropped later. In
 * blocking mode each endpoint has one of its own, until it leaves that mode.
 */
final class LentBuffer {

  /** What stands for no memory. */
  static final ByteBuffer NONE = ByteBuffer.allocateDirect(0);

  private final int size;
  private final ThreadLocal<ByteBuffer[]> free = ThreadLocal.withInitial(() -> new ByteBuffer[1]);

  LentBuffer(int size) {
    this.size = size;
  }

  int size() {
    return size;
  }

  /** Lends one, empty: its position and limit are 0. */
  ByteBuffer take() {
    ByteBuffer[] slot = free.get();
    ByteBuffer buffer = slot[0];
    slot[0] = null;
    return (buffer == null ? ByteBuffer.allocateDirect(size) : buffer.clear()).limit(0);
  }

  void giveBack(ByteBuffer buffer) {
    free.get()[0] = buffer;
  }

  /**
   * Lets go of a buffer: gives it back if it is lent.
   *
   * @return what it has, in memory of its own, no more than that needs
   */
  ByteBuffer release(ByteBuffer buffer, boolean lent) {
    ByteBuffer rest = NONE;
    if (buffer.hasRemaining()) {
      rest = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
    }
    if (lent) {
      giveBack(buffer);
    }
    return rest;
  }
}

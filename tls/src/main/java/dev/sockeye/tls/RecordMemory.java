package dev.sockeye.tls;

import java.nio.ByteBuffer;

/**
 * Memory for records that one thread's calls in non-blocking mode use in turn: a connection holds
 * it only while there is something in it, so that ten thousand idle ones of an event loop share
 * one. Each thread keeps one of a kind; where that is in use there is another. In blocking mode
 * each connection has its own, until it leaves that mode. What one that is closed in it had goes to
 * no thread, which may have no use for it, and would keep what was said.
 */
@SuppressWarnings("ImmutableEnumChecker") // what is lent, each by its thread
enum RecordMemory {
  RECEIVED,
  DECRYPTED,
  SENT;

  /** What stands for no memory. */
  static final ByteBuffer NONE = ByteBuffer.allocate(0);

  /** Whether that is what a connection has. */
  static boolean isNone(ByteBuffer memory) {
    return memory.capacity() == 0;
  }

  private final ThreadLocal<ByteBuffer[]> free = ThreadLocal.withInitial(() -> new ByteBuffer[1]);

  /** Gives so many bytes at least, empty: position and limit are 0. */
  ByteBuffer take(int size) {
    ByteBuffer[] slot = free.get();
    ByteBuffer kept = slot[0];
    slot[0] = null;
    boolean fits = kept != null && kept.capacity() >= size;
    return (fits ? kept.clear() : ByteBuffer.allocate(size)).limit(0);
  }

  /**
   * Lets go of memory in non-blocking mode if nothing is in it.
   *
   * @param memory from position to limit: what is in it
   * @param core whose it is
   * @return what the connection has from now on
   */
  ByteBuffer release(ByteBuffer memory, TlsCore core) {
    if (isNone(memory) || memory.hasRemaining() || core.below().isBlocking()) {
      return memory;
    } else if (!core.dropsMemory()) {
      free.get()[0] = memory;
    }
    return NONE;
  }
}

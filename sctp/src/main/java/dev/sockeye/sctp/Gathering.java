package dev.sockeye.sctp;

import dev.sockeye.Message;
import dev.sockeye.internal.Buffers;
import java.nio.ByteBuffer;

/**
 * Puts the buffers of a message one behind the other, as the JDK's send takes a single one. Guarded
 * by the endpoint's send lock.
 */
final class Gathering {

  /** Room for more is given back to the collector after use. */
  private static final int MOST_KEPT = 256 << 10;

  private ByteBuffer kept = ByteBuffer.allocate(0);

  /**
   * The message's bytes, from position to limit of each buffer; leaves the positions as they are.
   */
  ByteBuffer gather(Message message) {
    ByteBuffer all = room(Math.toIntExact(message.remaining()));
    Buffers.gather(message, all);
    return all.flip();
  }

  private ByteBuffer room(int size) {
    if (size > MOST_KEPT) {
      return ByteBuffer.allocateDirect(size);
    } else if (kept.capacity() < size) {
      kept = ByteBuffer.allocateDirect(Math.max(size, 2 * kept.capacity()));
    }
    return kept.clear();
  }
}

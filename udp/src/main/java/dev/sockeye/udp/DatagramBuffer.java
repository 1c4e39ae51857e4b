package dev.sockeye.udp;

import dev.sockeye.Message;
import dev.sockeye.internal.Buffers;
import java.nio.ByteBuffer;

/**
 * A buffer that every datagram fits into, made when it is first needed and kept. For one thread at
 * a time.
 *
 * <p>Received is into it where the caller's own buffers may be too small, since the JDK cuts what
 * does not fit without a word; and messages of several buffers are gathered in it.
 */
final class DatagramBuffer {

  /** No datagram is longer: the length field of UDP has 16 bits (jumbograms are not sent here). */
  static final int LONGEST = 65_535;

  private ByteBuffer buffer;

  ByteBuffer clear() {
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(LONGEST);
    }
    return buffer.clear();
  }

  /** After a receive: moves what fits, and gives its length. */
  int moveTo(ByteBuffer dst) {
    return Buffers.move(buffer.flip(), dst);
  }

  /** After a receive: moves what fits into the message's buffers in turn, and gives its length. */
  int moveTo(Message message) {
    return Buffers.scatter(buffer.flip(), message);
  }

  /** Copies a message of {@link #LONGEST} bytes at most; its buffers stay as they are. */
  ByteBuffer gather(Message message) {
    Buffers.gather(message, clear());
    return buffer.flip();
  }
}

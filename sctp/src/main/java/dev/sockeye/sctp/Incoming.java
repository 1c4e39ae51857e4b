package dev.sockeye.sctp;

import com.sun.nio.sctp.MessageInfo;
import dev.sockeye.Message;
import dev.sockeye.internal.Buffers;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Puts messages together. The system gives a long message in parts, several at a time from
 * different associations and streams, and the JDK writes notifications into the buffer that it was
 * given: so parts are received in a buffer of our own. Guarded by the endpoint's receive lock.
 */
final class Incoming {

  // Messages that do not fit come in parts as well, so the buffer may be small; it grows as far as
  // that would help: beyond, the system makes the parts.
  private static final int SMALLEST_PART = 4 << 10;
  private static final int LARGEST_PART = 256 << 10;

  private final Map<Long, Partial> partials = new HashMap<>();
  private ByteBuffer part;

  private MessageInfo info;
  private ByteBuffer data;
  private long length;

  /** A message of which the end has not come. */
  private static final class Partial {
    private final int association;
    private ByteBuffer bytes = ByteBuffer.allocate(4 * SMALLEST_PART);
    private long length;

    private Partial(int association) {
      this.association = association;
    }

    private void append(ByteBuffer more, int limit) {
      length += more.remaining();
      int n = Math.max(0, Math.min(more.remaining(), limit - bytes.position()));
      if (bytes.remaining() < n) {
        long doubled = Math.max(2L * bytes.capacity(), bytes.position() + n);
        int capacity = (int) Math.min(doubled, Math.max(limit, bytes.position() + n));
        bytes = ByteBuffer.allocate(capacity).put(bytes.flip());
      }
      bytes.put(more.limit(more.position() + n));
    }
  }

  /** Where the next part goes; never full, since a receive into nothing loses a byte. */
  ByteBuffer emptyPart() {
    if (part == null) {
      part = ByteBuffer.allocateDirect(SMALLEST_PART);
    }
    return part.clear();
  }

  /**
   * Takes the part that was received.
   *
   * @param received what the JDK says of it
   * @param limit how long a message may get
   * @return whether it completes a message, which the other methods then give out
   */
  boolean take(MessageInfo received, int limit) {
    boolean full = !part.hasRemaining();
    part.flip();
    if (received.isComplete() && partials.isEmpty()) {
      return complete(received, part, part.remaining());
    }
    long key = key(received);
    Partial partial = partials.computeIfAbsent(key, k -> new Partial((int) (k >> 32)));
    partial.append(part, limit);
    if (full && part.capacity() < LARGEST_PART) {
      part = ByteBuffer.allocateDirect(part.capacity() * 2);
    }
    if (!received.isComplete()) {
      return false;
    }
    partials.remove(key);
    return complete(received, partial.bytes.flip(), partial.length);
  }

  private boolean complete(MessageInfo received, ByteBuffer bytes, long total) {
    info = received;
    data = bytes;
    length = total;
    return true;
  }

  private static long key(MessageInfo received) {
    return ((long) id(received) << 32) | received.streamNumber();
  }

  /** Drops what an association has sent in part: the rest will not come. */
  void forget(int association) {
    for (Iterator<Partial> i = partials.values().iterator(); i.hasNext(); ) {
      if (i.next().association == association) {
        i.remove();
      }
    }
  }

  static int id(MessageInfo received) {
    return received.association() == null
        ? SctpEvent.NO_ASSOCIATION
        : received.association().associationID();
  }

  MessageInfo info() {
    return info;
  }

  /** How long the message was, even if not all of it was kept. */
  long length() {
    return length;
  }

  /** Moves what fits and gives its length. */
  int moveTo(ByteBuffer dst) {
    return Buffers.move(data, dst);
  }

  int moveTo(Message message) {
    return Buffers.scatter(data, message);
  }

  /** Lets go of what is not needed any more. */
  void release() {
    data = null;
    info = null;
  }
}

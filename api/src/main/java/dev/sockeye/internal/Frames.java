package dev.sockeye.internal;

import java.nio.ByteBuffer;

/**
 * Short messages that are put one behind the other, each after its length, 4 bytes in network byte
 * order, so that a stream takes all of them by one write. For one thread at a time.
 */
public final class Frames {

  /** How many bytes a frame has ahead of its message. */
  public static final int HEADER = Integer.BYTES;

  /** A longer message is not worth the copy: it goes by a write of its own from where it is. */
  private static final int SHORT = 16 * 1024;

  private static final int SIZE = 64 * 1024;

  private final ByteBuffer bytes = ByteBuffer.allocateDirect(SIZE).limit(0);
  private final ByteBuffer room = bytes.duplicate().clear(); // the same memory, all of it

  /** Makes room for some, which are used again after {@link #clear}. */
  public Frames() {}

  /**
   * Adds a message.
   *
   * @param payload its bytes, which are consumed
   * @param most how many it may have
   * @return {@code false} if it has more, is not short, or does not fit
   */
  public boolean add(ByteBuffer payload, int most) {
    int length = payload.remaining();
    int end = bytes.limit();
    if (length > most || length > SHORT || length > SIZE - HEADER - end) {
      return false;
    }
    room.putInt(end, length).put(end + HEADER, payload, payload.position(), length);
    bytes.limit(end + HEADER + length); // Not before: a payload that is not to be read throws.
    payload.position(payload.limit());
    return true;
  }

  /**
   * Tells whether there are none.
   *
   * @return whether all were taken
   */
  public boolean isEmpty() {
    return !bytes.hasRemaining();
  }

  /**
   * What is to be written. Whoever has written a part of it takes the rest of the message out that
   * is {@linkplain #begun begun}.
   *
   * @return all frames, from position to limit
   */
  public ByteBuffer bytes() {
    return bytes;
  }

  /**
   * Tells how much of a message is not written yet that is begun.
   *
   * @param start where the first frame was before the write
   * @return how many bytes from the position on belong to it
   */
  public int begun(int start) {
    int end = start;
    while (end < bytes.position()) {
      end += HEADER + bytes.getInt(end);
    }
    return end - bytes.position();
  }

  /**
   * Takes the next message out.
   *
   * @return its bytes, in memory of their own
   */
  public ByteBuffer take() {
    byte[] taken = new byte[bytes.getInt()];
    bytes.get(taken);
    return ByteBuffer.wrap(taken);
  }

  /** Drops all. */
  public void clear() {
    bytes.clear().limit(0);
  }
}

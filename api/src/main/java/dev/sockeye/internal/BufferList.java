package dev.sockeye.internal;

import dev.sockeye.Message;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The buffers of one call, in an array that is used again by the next. What the call moved can be
 * taken back, so that buffers are as they were when it fails. The list is an endpoint's own, or one
 * that is {@linkplain #lend lent} for the call.
 */
public final class BufferList {

  private static final ThreadLocal<BufferList[]> FREE =
      ThreadLocal.withInitial(() -> new BufferList[1]);

  // The buffers and where their positions were, the first `count` of each.
  private ByteBuffer[] buffers = new ByteBuffer[1];
  private int[] starts = new int[1];
  private int count;

  /** Creates a list without buffers. */
  public BufferList() {}

  /**
   * Lends a list to a call of the calling thread, which has one to lend: all endpoints that it
   * serves share that, since it makes one call at a time.
   *
   * @return a list without buffers, to be {@linkplain #giveBack given back} by the same thread
   */
  public static BufferList lend() {
    BufferList[] slot = FREE.get();
    BufferList free = slot[0];
    slot[0] = null;
    return free == null ? new BufferList() : free;
  }

  /** Gives back what was lent, without its buffers. */
  public void giveBack() {
    clear();
    FREE.get()[0] = this;
  }

  /**
   * Takes one buffer.
   *
   * @param buffer the buffer
   * @return this
   */
  public BufferList of(ByteBuffer buffer) {
    buffers[0] = buffer;
    starts[0] = buffer.position();
    count = 1;
    return this;
  }

  /**
   * Takes the buffers of a message.
   *
   * @param message the message
   * @return this
   */
  public BufferList of(Message message) {
    room(message.bufferCount());
    for (int i = 0; i < count; i++) {
      buffers[i] = message.buffer(i);
      starts[i] = buffers[i].position();
    }
    return this;
  }

  /**
   * Takes several buffers.
   *
   * @param several the buffers
   * @param offset the first
   * @param length how many
   * @return this
   */
  public BufferList of(ByteBuffer[] several, int offset, int length) {
    room(length);
    for (int i = 0; i < count; i++) {
      buffers[i] = several[offset + i];
      starts[i] = buffers[i].position();
    }
    return this;
  }

  private void room(int length) {
    if (buffers.length < length) {
      buffers = new ByteBuffer[length];
      starts = new int[length];
    }
    count = length;
  }

  /**
   * How many buffers there are.
   *
   * @return the number
   */
  public int count() {
    return count;
  }

  /**
   * One of the buffers.
   *
   * @param index which
   * @return the buffer
   */
  public ByteBuffer get(int index) {
    return buffers[index];
  }

  /**
   * How many bytes are between the positions and the limits.
   *
   * @return the sum
   */
  public long remaining() {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += buffers[i].remaining();
    }
    return sum;
  }

  /**
   * How many bytes the positions have moved by.
   *
   * @return the sum
   */
  public long moved() {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += buffers[i].position() - starts[i];
    }
    return sum;
  }

  /** Moves the positions back to where they were. */
  public void restore() {
    for (int i = 0; i < count; i++) {
      buffers[i].position(starts[i]);
    }
  }

  /** Moves all positions to the limits. */
  public void consume() {
    for (int i = 0; i < count; i++) {
      buffers[i].position(buffers[i].limit());
    }
  }

  /**
   * Moves the positions forward in turn.
   *
   * @param bytes by how many in all
   */
  public void advance(int bytes) {
    int left = bytes;
    for (int i = 0; i < count && left > 0; i++) {
      int n = Math.min(left, buffers[i].remaining());
      buffers[i].position(buffers[i].position() + n);
      left -= n;
    }
  }

  /**
   * Copies to another buffer what fits, and leaves the positions here where they are.
   *
   * @param target the other buffer
   */
  public void copyTo(ByteBuffer target) {
    for (int i = 0; i < count; i++) {
      Buffers.copy(buffers[i], buffers[i].position(), buffers[i].remaining(), target);
    }
  }

  /**
   * Copies to another buffer what the positions have moved over.
   *
   * @param target the other buffer
   */
  public void copyMovedTo(ByteBuffer target) {
    for (int i = 0; i < count; i++) {
      Buffers.copy(buffers[i], starts[i], buffers[i].position() - starts[i], target);
    }
  }

  /**
   * Fills the buffers in turn from another one.
   *
   * @param source the other buffer
   * @param length how many bytes at most
   * @return how many
   */
  public int fillFrom(ByteBuffer source, int length) {
    int n = 0;
    for (int i = 0; i < count && n < length; i++) {
      n += Buffers.move(source, buffers[i], length - n);
    }
    return n;
  }

  /** Throws if one of the buffers is read-only. */
  public void requireWritable() {
    Buffers.requireWritable(buffers, 0, count);
  }

  /** Lets go of the buffers, which are the caller's. */
  public void clear() {
    Arrays.fill(buffers, 0, count, null);
    count = 0;
  }
}

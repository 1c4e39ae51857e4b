package dev.sockeye.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory outside of the heap, in the system's byte order, whose address is known. */
public final class Memory {

  /** Freed when this object is unreachable: whoever passes {@link #address} on keeps it alive. */
  public final ByteBuffer bytes;

  /** Where it lies. */
  public final long address;

  private Memory(int size) {
    bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    address = addressOf(bytes);
  }

  /**
   * Allocates.
   *
   * @param size how many bytes
   * @return the memory, all 0
   */
  public static Memory allocate(int size) {
    return new Memory(size);
  }

  /** The address of a direct buffer's position 0. */
  static long addressOf(ByteBuffer direct) {
    return Bindings.libc().addressOf(direct);
  }

  /**
   * How much it is.
   *
   * @return bytes
   */
  public int size() {
    return bytes.capacity();
  }

  /**
   * Writes a word that system calls use as value and result, such as a length.
   *
   * @param at the offset
   * @param value the word
   * @return this
   */
  public Memory putInt(int at, int value) {
    bytes.putInt(at, value);
    return this;
  }

  /**
   * Reads a word.
   *
   * @param at the offset
   * @return the word
   */
  public int getInt(int at) {
    return bytes.getInt(at);
  }
}

package dev.sockeye.unix;

import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory outside of the heap, in the system's byte order, whose address is known. */
final class Memory {

  /** Freed when this object is unreachable: whoever passes {@link #address} on keeps it alive. */
  final ByteBuffer bytes;

  final long address;

  private Memory(int size) {
    bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    address = addressOf(bytes);
  }

  static Memory allocate(int size) {
    return new Memory(size);
  }

  /** The address of a direct buffer's position 0. */
  static long addressOf(ByteBuffer direct) {
    return MemoryIO.getInstance().getDirectBufferAddress(direct);
  }

  int size() {
    return bytes.capacity();
  }

  /** A word that system calls use as value and result, such as a length. */
  Memory putInt(int at, int value) {
    bytes.putInt(at, value);
    return this;
  }

  int getInt(int at) {
    return bytes.getInt(at);
  }
}

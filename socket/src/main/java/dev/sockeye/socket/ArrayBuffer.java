package dev.sockeye.socket;

import java.nio.ByteBuffer;

/** An array as a buffer. The same array twice is the same buffer, so that a loop makes one. */
final class ArrayBuffer {

  /** How much goes with one call: the system's buffers take no more, and each call copies. */
  private static final int MOST = 128 * 1024;

  private byte[] array;
  private ByteBuffer buffer;

  ByteBuffer of(byte[] bytes, int offset, int length) {
    if (bytes != array) {
      buffer = ByteBuffer.wrap(bytes);
      array = bytes;
    }
    return buffer.limit(offset + Math.min(length, MOST)).position(offset);
  }
}

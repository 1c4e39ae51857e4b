package dev.sockeye.cli;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Direct buffers that connections lend each other: the memory of one is given back only when the
 * collector gets to it, which is late where connections are many and short.
 */
final class Buffers {

  private final int capacity;
  private final Queue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

  Buffers(int capacity) {
    this.capacity = capacity;
  }

  ByteBuffer take() {
    ByteBuffer buffer = free.poll();
    return buffer == null ? ByteBuffer.allocateDirect(capacity) : buffer;
  }

  void giveBack(ByteBuffer buffer) {
    free.add(buffer);
  }
}

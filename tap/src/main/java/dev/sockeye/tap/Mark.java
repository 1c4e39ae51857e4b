package dev.sockeye.tap;

import dev.sockeye.Message;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** Where buffers stood before a call, which then has moved what lies behind. */
final class Mark {

  private final ByteBuffer[] buffers;
  private final int offset;
  private final int[] positions;

  private Mark(ByteBuffer[] buffers, int offset, int length) {
    this.buffers = buffers;
    this.offset = offset;
    positions = new int[length];
    for (int i = 0; i < length; i++) {
      positions[i] = buffers[offset + i].position();
    }
  }

  static Mark of(ByteBuffer buffer) {
    return new Mark(new ByteBuffer[] {buffer}, 0, 1);
  }

  static Mark of(ByteBuffer[] buffers, int offset, int length) {
    return new Mark(buffers, offset, length);
  }

  static Mark of(Message message) {
    ByteBuffer[] buffers = new ByteBuffer[message.bufferCount()];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = message.buffer(i);
    }
    return new Mark(buffers, 0, buffers.length);
  }

  static Mark[] of(Message[] messages, int offset, int length) {
    Mark[] marks = new Mark[length];
    for (int i = 0; i < length; i++) {
      marks[i] = of(messages[offset + i]);
    }
    return marks;
  }

  Payload moved() {
    return moved(null, null);
  }

  Payload moved(SocketAddress peer, Message message) {
    ByteBuffer[] parts = new ByteBuffer[positions.length];
    int length = 0;
    for (int i = 0; i < parts.length; i++) {
      ByteBuffer buffer = buffers[offset + i];
      int end = buffer.position();
      parts[i] = buffer.duplicate().position(positions[i]).limit(end);
      length += end - positions[i];
    }
    return new Payload(parts, length, peer, message);
  }
}

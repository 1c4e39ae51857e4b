package dev.sockeye.bench.contest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * What one writes for messages over a bare channel: each after its length, many from one read, as
 * many in one write as there are.
 */
final class HandFramed {

  private static final int CAPACITY = 64 * 1024;
  private static final int LIMIT = 1 << 20;

  private final SocketChannel channel;
  private final ByteBuffer in = ByteBuffer.allocateDirect(CAPACITY).flip();
  private final ByteBuffer out = ByteBuffer.allocateDirect(CAPACITY);

  HandFramed(SocketChannel channel) {
    this.channel = channel;
  }

  /** Adds a message to those that the next flush writes. */
  void put(ByteBuffer message) {
    out.putInt(message.remaining()).put(message);
  }

  void flush() throws IOException {
    out.flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
    out.clear();
  }

  /** The length of the message, -1 at the end. */
  int receive(ByteBuffer dst) throws IOException {
    if (!have(Integer.BYTES)) {
      return -1;
    }
    int length = in.getInt();
    if (length < 0 || length > LIMIT) {
      throw new IOException("a message of " + length + " bytes");
    }
    if (!have(length)) {
      return -1;
    }
    int end = in.limit();
    dst.put(in.limit(in.position() + length));
    in.limit(end);
    return length;
  }

  private boolean have(int length) throws IOException {
    while (in.remaining() < length) {
      in.compact();
      int n = channel.read(in);
      in.flip();
      if (n < 0) {
        return false;
      }
    }
    return true;
  }
}

package dev.sockeye.tap;

import dev.sockeye.Message;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** What one call sent or received. */
final class Payload {

  private final ByteBuffer[] parts;
  private final int length;
  private final SocketAddress peer;
  private final Message message;

  /**
   * Creates it.
   *
   * @param parts its bytes, one part after the other
   * @param length how many bytes
   * @param peer whom to or from; {@code null} for the connected one, or if nobody told
   * @param message what has the attributes; {@code null} if none are
   */
  Payload(ByteBuffer[] parts, int length, SocketAddress peer, Message message) {
    this.parts = parts;
    this.length = length;
    this.peer = peer;
    this.message = message;
  }

  int length() {
    return length;
  }

  SocketAddress peer() {
    return peer;
  }

  /** Puts some of the bytes into a buffer. */
  void put(int from, int count, ByteBuffer to) {
    int skip = from;
    int left = count;
    for (int i = 0; left > 0; i++) {
      ByteBuffer part = parts[i];
      int size = part.remaining();
      int n = Math.min(left, size - skip);
      if (n > 0) {
        to.put(to.position(), part, part.position() + skip, n);
        to.position(to.position() + n);
        left -= n;
      }
      skip = Math.max(0, skip - size);
    }
  }

  /** The same behind a header. */
  Payload behind(ByteBuffer header) {
    ByteBuffer[] all = new ByteBuffer[parts.length + 1];
    all[0] = header;
    System.arraycopy(parts, 0, all, 1, parts.length);
    return new Payload(all, header.remaining() + length, peer, message);
  }

  /** The number or truth of an attribute, by its name: which module it is of does not matter. */
  <T> T attribute(String name, Class<T> type, T otherwise) {
    int count = message == null ? 0 : message.attributeCount();
    for (int i = 0; i < count; i++) {
      if (message.attribute(i).name().equals(name)) {
        Object value = message.get(message.attribute(i));
        return type.isInstance(value) ? type.cast(value) : otherwise;
      }
    }
    return otherwise;
  }
}

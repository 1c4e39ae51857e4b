package dev.sockeye.memory;

import dev.sockeye.Message;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** A message under way. Immutable. */
final class Packet {

  /** Stands for the end of input. */
  static final Packet END = new Packet(new byte[0], null, 0);

  private final byte[] payload; // never changed
  private final SocketAddress from;
  private final long arrival;

  /**
   * Creates a message.
   *
   * @param payload its bytes, which nobody changes any more
   * @param from the sender's address, {@code null} if it has none
   * @param arrival the moment from which on it can be received
   */
  Packet(byte[] payload, SocketAddress from, long arrival) {
    this.payload = payload;
    this.from = from;
    this.arrival = arrival;
  }

  /** The same message, from somebody. */
  Packet from(SocketAddress sender) {
    return new Packet(payload, sender, arrival);
  }

  /** The same message at another time. */
  Packet arriving(long moment) {
    return new Packet(payload, from, moment);
  }

  SocketAddress from() {
    return from;
  }

  long arrival() {
    return arrival;
  }

  int length() {
    return payload.length;
  }

  /** Puts as much into a buffer as it takes, and tells how much. */
  int copyTo(ByteBuffer dst) {
    return copyTo(dst, 0);
  }

  int copyTo(Message message) {
    int copied = 0;
    for (int i = 0; i < message.bufferCount(); i++) {
      copied += copyTo(message.buffer(i), copied);
    }
    return copied;
  }

  private int copyTo(ByteBuffer dst, int offset) {
    int count = Math.min(dst.remaining(), payload.length - offset);
    dst.put(payload, offset, count);
    return count;
  }
}

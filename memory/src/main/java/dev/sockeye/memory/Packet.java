package dev.sockeye.memory;

import dev.sockeye.Message;
import dev.sockeye.internal.Buffers;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** A message under way. Immutable. */
class Packet {

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

  /** Creates a message that has another's bytes and times. */
  Packet(Packet other) {
    this(other.payload, other.from, other.arrival);
  }

  /** The same message, from somebody. */
  Packet from(SocketAddress sender) {
    return new Packet(payload, sender, arrival);
  }

  /** The same message at another time. */
  Packet arriving(long moment) {
    return new Packet(payload, from, moment);
  }

  final SocketAddress from() {
    return from;
  }

  final long arrival() {
    return arrival;
  }

  final int length() {
    return payload.length;
  }

  /** Its bytes, to be read only. */
  final ByteBuffer payload() {
    return ByteBuffer.wrap(payload).asReadOnlyBuffer();
  }

  /** How many of its bytes a receiver gets at most. */
  int limit() {
    return payload.length;
  }

  /** Why a receiver did not get all of it. */
  String whyCut() {
    return "the buffer is too small for a message of " + length() + " bytes";
  }

  /** Bits of {@link Message#flags} that it has beside being cut. */
  int flags() {
    return 0;
  }

  /** What calls that give bytes alone throw, {@code null} for nothing. */
  IOException failure() {
    return null;
  }

  /** Whether it is word of something, which is not lost for want of room. */
  boolean isEvent() {
    return false;
  }

  /** Attaches what it carries beside its bytes. */
  void attach(Message message) {}

  /** Gives that back, since nobody receives it. */
  void drop() {}

  /** Puts as much into a buffer as it takes, and tells how much. */
  final int copyTo(ByteBuffer dst) {
    return Buffers.move(received(), dst);
  }

  final int copyTo(Message message) {
    return Buffers.scatter(received(), message);
  }

  private ByteBuffer received() {
    return ByteBuffer.wrap(payload, 0, limit());
  }
}

package dev.sockeye.memory;

import dev.sockeye.Message;
import dev.sockeye.sctp.Sctp;
import dev.sockeye.sctp.SctpEvent;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** A message that is to be sent by SCTP. Immutable. */
final class Outgoing {

  private final byte[] payload; // never changed
  private final SctpHeader header;
  private final SocketAddress target;
  private final Integer association;

  /**
   * Creates a message.
   *
   * @param payload its bytes, which nobody changes any more
   * @param target the address that was named, or {@code null}
   * @param message what belongs to it, or {@code null}
   */
  Outgoing(byte[] payload, SocketAddress target, Message message) {
    this.payload = payload;
    this.target = target;
    header = SctpHeader.of(message);
    association = associationOf(message);
  }

  /** The number of the association that a message names, or {@code null}. */
  static Integer associationOf(Message message) {
    return message == null ? null : message.get(Sctp.ASSOCIATION);
  }

  int length() {
    return payload.length;
  }

  int stream() {
    return header.stream();
  }

  boolean isUnordered() {
    return header.unordered();
  }

  /** The address that was named, or {@code null}. */
  SocketAddress target() {
    return target;
  }

  /** The number of the association that was named, or {@code null}. */
  Integer association() {
    return association;
  }

  /** Throws unless there are that many streams that one of them is this message's. */
  void requireStreamOf(int count) {
    if (stream() < 0 || stream() >= count) {
      throw new IllegalArgumentException(
          "the association has no outgoing stream "
              + stream()
              + ": both sides agree on their number when it is set up, by SCTP_INIT_MAXSTREAMS");
    }
  }

  /** What a side receives when this arrives there. */
  SctpPacket to(Association receiver, InetSocketAddress source, long arrival) {
    return new SctpPacket(payload, source, arrival, header, receiver.id());
  }

  /** That it was not delivered. */
  SctpEvent failed(Association sender) {
    return header.failed(sender, bytes());
  }

  /** That it was not delivered, since there is nobody. */
  SctpEvent failed(InetSocketAddress address) {
    return header.failed(address, bytes());
  }

  private ByteBuffer bytes() {
    return ByteBuffer.wrap(payload).asReadOnlyBuffer();
  }
}

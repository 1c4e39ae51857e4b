package dev.sockeye.memory;

import dev.sockeye.Message;
import dev.sockeye.sctp.Sctp;
import dev.sockeye.sctp.SctpEvent;
import java.net.SocketAddress;

/** A message of SCTP's under way. Immutable. */
final class SctpPacket extends Packet {

  private final SctpHeader header;
  private final int association;
  private final int limit;

  /**
   * Creates a message.
   *
   * @param association the receiver's number for it
   */
  SctpPacket(byte[] payload, SocketAddress from, long arrival, SctpHeader header, int association) {
    this(new Packet(payload, from, arrival), header, association, payload.length);
  }

  private SctpPacket(Packet packet, SctpHeader header, int association, int limit) {
    super(packet);
    this.header = header;
    this.association = association;
    this.limit = limit;
  }

  /** That it was not delivered. */
  SctpEvent failed(Association sender) {
    return header.failed(sender, payload());
  }

  /** The same message for a receiver that puts no more than this together. */
  SctpPacket limitedTo(int most) {
    return length() <= most ? this : new SctpPacket(this, header, association, most);
  }

  @Override
  int limit() {
    return limit;
  }

  @Override
  String whyCut() {
    return limit < length()
        ? "the message of "
            + length()
            + " bytes was cut: set SCTP_MAX_MESSAGE_SIZE, which is "
            + limit
        : super.whyCut();
  }

  @Override
  void attach(Message message) {
    message
        .set(Sctp.STREAM_NUMBER, header.stream())
        .set(Sctp.PAYLOAD_PROTOCOL_ID, header.protocol())
        .set(Sctp.UNORDERED, header.unordered())
        .set(Sctp.ASSOCIATION, association);
  }
}

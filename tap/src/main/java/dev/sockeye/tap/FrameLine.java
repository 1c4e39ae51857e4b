package dev.sockeye.tap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Frames that have a link type of their own: Ethernet's, CAN's, netlink's messages. */
final class FrameLine extends Line {

  private static final short ARPHRD_NETLINK = 824;
  private static final short PACKET_HOST = 0;
  private static final short PACKET_OUTGOING = 4;
  private static final int NETLINK_HEADER = 16;

  private final PcapngSink sink;
  private final TappedInterface tapped;
  private final int linkType;
  private final int family;

  /**
   * Creates a line.
   *
   * @param family of netlink
   */
  FrameLine(PcapngSink sink, TappedInterface tapped, int linkType, int family) {
    this.sink = sink;
    this.tapped = tapped;
    this.linkType = linkType;
    this.family = family;
  }

  @Override
  void sent(Payload payload) {
    packet(Direction.OUTBOUND, payload);
  }

  @Override
  void received(Payload payload) {
    packet(Direction.INBOUND, payload);
  }

  private void packet(Direction direction, Payload payload) {
    int header = linkType == LinkType.NETLINK ? NETLINK_HEADER : 0;
    int length = Math.min(payload.length(), Blocks.LARGEST_PACKET - header);
    if (!sink.hasRoom(header + length)) {
      sink.drop(tapped);
      return;
    }
    sink.record(
        tapped,
        direction,
        header + length,
        packet -> {
          if (header > 0) {
            netlink(packet, direction);
          }
          int start = packet.position();
          payload.put(0, length, packet);
          if (linkType == LinkType.CAN && length >= 4) {
            identifier(packet, start);
          }
        });
  }

  /** The system has it in the order of the host. */
  private static void identifier(ByteBuffer of, int at) {
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      of.putInt(at, Integer.reverseBytes(of.getInt(at)));
    }
  }

  private void netlink(ByteBuffer to, Direction direction) {
    to.putShort(direction == Direction.OUTBOUND ? PACKET_OUTGOING : PACKET_HOST);
    to.putShort(ARPHRD_NETLINK).putLong(0).putShort((short) 0).putShort((short) family);
  }

  @Override
  void closed() {
    sink.finish(tapped);
  }
}

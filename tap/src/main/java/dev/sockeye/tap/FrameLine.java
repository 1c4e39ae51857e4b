package dev.sockeye.tap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Frames that have a link type of their own: Ethernet's, CAN's, netlink's messages. */
final class FrameLine extends Line {

  private static final short ARPHRD_NETLINK = 824;
  private static final short PACKET_HOST = 0;
  private static final short PACKET_OUTGOING = 4;
  private static final int NETLINK_HEADER = 16;

  // include/uapi/linux/can.h
  private static final int CAN_MTU = 16;
  private static final int CANFD_MTU = 72;
  private static final int CANFD_FLAGS = 5; // offset
  private static final int CANFD_FDF = 4;

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
          if (linkType == LinkType.CAN && length >= CAN_MTU) {
            can(packet, start, length);
          }
        });
  }

  /**
   * The system has the identifier in the order of the host, and knows frames of flexible data rate
   * by their length alone: there is a flag for them here, as libpcap sets it.
   */
  private static void can(ByteBuffer of, int at, int length) {
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      of.putInt(at, Integer.reverseBytes(of.getInt(at)));
    }
    if (length == CANFD_MTU) {
      of.put(at + CANFD_FLAGS, (byte) (of.get(at + CANFD_FLAGS) | CANFD_FDF));
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

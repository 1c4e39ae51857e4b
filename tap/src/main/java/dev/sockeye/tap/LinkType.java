package dev.sockeye.tap;

/** What packets begin with, as libpcap numbers it (https://www.tcpdump.org/linktypes.html). */
final class LinkType {

  /** {@code LINKTYPE_ETHERNET}. */
  static final int ETHERNET = 1;

  /** {@code LINKTYPE_RAW}: an IP header, of version 4 or 6. */
  static final int RAW = 101;

  /** {@code LINKTYPE_CAN_SOCKETCAN}: a {@code struct can_frame} whose identifier is big-endian. */
  static final int CAN = 227;

  /** {@code LINKTYPE_WIRESHARK_UPPER_PDU}: tags that say what the bytes are, and the bytes. */
  static final int UPPER_PDU = 252;

  /** {@code LINKTYPE_NETLINK}: 16 bytes of the kernel's {@code nlmon}, and netlink messages. */
  static final int NETLINK = 253;

  private LinkType() {}
}

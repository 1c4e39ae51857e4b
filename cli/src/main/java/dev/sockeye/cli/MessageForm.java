package dev.sockeye.cli;

import dev.sockeye.Domain;
import dev.sockeye.Protocol;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;

/** What the messages of a kind of socket are: any bytes, or of a form that others do not know. */
enum MessageForm {
  BYTES("any bytes"),
  CAN_FRAMES("frames of CAN"),
  CAN_ORDERS("orders to the broadcast manager"),
  LINK_FRAMES("frames of a link"),
  NETLINK("messages of netlink"),
  ECHOES("requests for an echo"),
  PACKETS("packets of IP");

  private static final Domain AF_CAN = new Domain("AF_CAN");
  private static final Domain AF_PACKET = new Domain("AF_PACKET");
  private static final Domain AF_NETLINK = new Domain("AF_NETLINK");
  private static final Protocol CAN_RAW = new Protocol("CAN_RAW", 1);
  private static final Protocol CAN_BCM = new Protocol("CAN_BCM", 2);
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;

  private final String text;

  MessageForm(String text) {
    this.text = text;
  }

  static MessageForm of(SocketSpec<?> spec) {
    Domain domain = spec.domain();
    if (domain.equals(AF_CAN)) {
      return ofCan(spec.protocol());
    } else if (domain.equals(AF_PACKET)) {
      return LINK_FRAMES;
    } else if (domain.equals(AF_NETLINK)) {
      return NETLINK;
    } else if (spec.type().equals(SocketType.SOCK_RAW)) {
      return PACKETS;
    }
    return isPing(spec) ? ECHOES : BYTES;
  }

  /** Those of J1939 are as long as their sender likes, and of what he likes. */
  private static MessageForm ofCan(Protocol protocol) {
    if (protocol.equals(CAN_RAW)) {
      return CAN_FRAMES;
    }
    return protocol.equals(CAN_BCM) ? CAN_ORDERS : BYTES;
  }

  private static boolean isPing(SocketSpec<?> spec) {
    int protocol = spec.protocol().number();
    return spec.type().equals(SocketType.SOCK_DGRAM) && (protocol == ICMP || protocol == ICMPV6);
  }

  /** Whether they are heard by all at one place, where nobody has an address of his own. */
  boolean isOfBus() {
    return this == CAN_FRAMES;
  }

  /** Whether they can be passed on to a socket of the same form. */
  boolean isPassedOn() {
    return this == BYTES || this == CAN_FRAMES;
  }

  @Override
  public String toString() {
    return text;
  }
}

package dev.sockeye.netlink;

import java.net.InetAddress;
import java.net.ProtocolException;

/**
 * A route, {@code struct rtmsg} of {@code rtnetlink(7)}. Of one that goes several ways only what
 * these have in common is told.
 *
 * @param family 2 for IPv4, 10 for IPv6, {@code AF_}
 * @param destination the network that it leads to; {@code null} for the default route
 * @param prefix how many bits of the destination count, 0 for the default route
 * @param gateway the next host; {@code null} for none
 * @param index the number of the interface; 0 for none, or several
 * @param source the address to be sent from; {@code null} for none
 * @param table the routing table: 254 is the main one, 255 the one of this host's own addresses
 * @param protocol who made it, {@code RTPROT_}: 2 the kernel, 3 at boot, 4 the administrator
 * @param scope how far the destination is: 0 anywhere, 253 at the link, 254 on this host
 * @param type what becomes of packets, {@code RTN_}: 1 sent on, 2 for this host, 3 broadcast
 * @param metric its priority, the lower the better
 */
public record Route(
    int family,
    InetAddress destination,
    int prefix,
    InetAddress gateway,
    int index,
    InetAddress source,
    int table,
    int protocol,
    int scope,
    int type,
    int metric)
    implements NetworkObject {

  /** {@code RT_TABLE_MAIN}. */
  public static final int RT_TABLE_MAIN = 254;

  /** {@code RTN_UNICAST}. */
  public static final int RTN_UNICAST = 1;

  static final int SIZE = 12;

  private static final int RTA_DST = 1;
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;
  private static final int RTA_PRIORITY = 6;
  private static final int RTA_PREFSRC = 7;
  private static final int RTA_TABLE = 15;
  private static final int RTA_VIA = 18; // a gateway of the other family, which is before it

  static Route read(NetlinkReader message) throws ProtocolException {
    InetAddress destination = null;
    InetAddress gateway = null;
    InetAddress source = null;
    int index = 0;
    int metric = 0;
    int table = message.getByte(4);
    NetlinkAttributes attributes = message.attributes(SIZE, new NetlinkAttributes());
    while (attributes.next()) {
      switch (attributes.type()) {
        case RTA_DST -> destination = Values.inet(attributes.getBytes());
        case RTA_GATEWAY -> gateway = Values.inet(attributes.getBytes());
        case RTA_VIA -> gateway = Values.via(attributes.getBytes());
        case RTA_PREFSRC -> source = Values.inet(attributes.getBytes());
        case RTA_OIF -> index = attributes.getInt();
        case RTA_PRIORITY -> metric = attributes.getInt();
        case RTA_TABLE -> table = attributes.getInt();
        default -> {}
      }
    }
    return new Route(
        message.getByte(0),
        destination,
        message.getByte(1),
        gateway,
        index,
        source,
        table,
        message.getByte(5),
        message.getByte(6),
        message.getByte(7),
        metric);
  }

  /**
   * Whether it leads to everywhere.
   *
   * @return whether no bit of the destination counts
   */
  public boolean isDefault() {
    return prefix == 0 && destination == null;
  }
}

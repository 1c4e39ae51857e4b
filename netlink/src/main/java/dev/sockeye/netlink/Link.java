package dev.sockeye.netlink;

import java.net.ProtocolException;

/**
 * A network interface, {@code struct ifinfomsg} of {@code rtnetlink(7)}.
 *
 * @param index its number
 * @param name its name
 * @param type what it is, {@code ARPHRD_}: 1 is Ethernet, 772 the loopback
 * @param kind which driver makes it, such as {@code veth} or {@code bridge}; empty for hardware
 * @param flags {@code IFF_} bits, as in {@code netdevice(7)}
 * @param mtu the longest packet, in bytes
 * @param hardwareAddress such as {@code 02:00:5e:10:00:01}; empty if it has none
 * @param peer the number of the interface at its other end or below it; 0 for none
 * @param master the number of the bridge or the like that it belongs to; 0 for none
 */
public record Link(
    int index,
    String name,
    int type,
    String kind,
    int flags,
    int mtu,
    String hardwareAddress,
    int peer,
    int master)
    implements NetworkObject {

  /** {@code IFF_UP}: it is set up. */
  public static final int IFF_UP = 1;

  /** {@code IFF_LOOPBACK}. */
  public static final int IFF_LOOPBACK = 8;

  /** {@code IFF_LOWER_UP}: there is something at the other end. */
  public static final int IFF_LOWER_UP = 0x10000;

  static final int SIZE = 16;

  private static final int IFLA_ADDRESS = 1;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_MTU = 4;
  private static final int IFLA_LINK = 5;
  private static final int IFLA_MASTER = 10;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_INFO_KIND = 1;

  /**
   * Whether it is set up.
   *
   * @return whether it has {@link #IFF_UP}
   */
  public boolean isUp() {
    return (flags & IFF_UP) != 0;
  }

  static Link read(NetlinkReader message) throws ProtocolException {
    String name = "";
    String kind = "";
    String hardware = "";
    int mtu = 0;
    int peer = 0;
    int master = 0;
    NetlinkAttributes attributes = message.attributes(SIZE, new NetlinkAttributes());
    while (attributes.next()) {
      switch (attributes.type()) {
        case IFLA_IFNAME -> name = attributes.getString();
        case IFLA_ADDRESS -> hardware = Values.hardware(attributes.getBytes());
        case IFLA_MTU -> mtu = attributes.getInt();
        case IFLA_LINK -> peer = attributes.getInt();
        case IFLA_MASTER -> master = attributes.getInt();
        case IFLA_LINKINFO -> kind = kind(attributes.nested(new NetlinkAttributes()));
        default -> {}
      }
    }
    return new Link(
        message.getInt(4),
        name,
        message.getShort(2),
        kind,
        message.getInt(8),
        mtu,
        hardware,
        peer,
        master);
  }

  private static String kind(NetlinkAttributes info) throws ProtocolException {
    while (info.next()) {
      if (info.type() == IFLA_INFO_KIND) {
        return info.getString();
      }
    }
    return "";
  }
}

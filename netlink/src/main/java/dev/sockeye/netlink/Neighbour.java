package dev.sockeye.netlink;

import java.net.InetAddress;
import java.net.ProtocolException;

/**
 * A neighbour's hardware address, as ARP or neighbour discovery found it: {@code struct ndmsg} of
 * {@code rtnetlink(7)}.
 *
 * @param index the number of the interface
 * @param address the neighbour's address
 * @param hardwareAddress such as {@code 02:00:5e:10:00:01}; empty while it is not known
 * @param state {@code NUD_} bits: 1 asked for, 2 reachable, 4 stale, 0x20 failed, 0x80 permanent
 * @param flags {@code NTF_} bits: 0x80 is a router
 */
public record Neighbour(
    int index, InetAddress address, String hardwareAddress, int state, int flags)
    implements NetworkObject {

  /** {@code NUD_PERMANENT}: it was set. */
  public static final int NUD_PERMANENT = 0x80;

  static final int SIZE = 12;

  private static final int NDA_DST = 1;
  private static final int NDA_LLADDR = 2;

  static Neighbour read(NetlinkReader message) throws ProtocolException {
    InetAddress address = null;
    String hardware = "";
    NetlinkAttributes attributes = message.attributes(SIZE, new NetlinkAttributes());
    while (attributes.next()) {
      if (attributes.type() == NDA_DST) {
        address = Values.inet(attributes.getBytes());
      } else if (attributes.type() == NDA_LLADDR) {
        hardware = Values.hardware(attributes.getBytes());
      }
    }
    return new Neighbour(
        message.getInt(4),
        Values.required(address, "neighbour"),
        hardware,
        message.getShort(8),
        message.getByte(10));
  }
}

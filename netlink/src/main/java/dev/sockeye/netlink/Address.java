package dev.sockeye.netlink;

import java.net.InetAddress;
import java.net.ProtocolException;
import java.util.Objects;

/**
 * An address of a network interface, {@code struct ifaddrmsg} of {@code rtnetlink(7)}.
 *
 * @param index the number of the interface
 * @param address the address; IPv6 ones without a zone
 * @param prefix how many bits are the network's
 * @param peer the address of the other end, of interfaces between two; {@code null} for none
 * @param broadcast the broadcast address; {@code null} for none
 * @param scope where it is valid: 0 everywhere, 253 at the link, 254 on this host
 * @param flags {@code IFA_F_} bits, such as {@link #IFA_F_PERMANENT}
 * @param label what IPv4 addresses have beside, the interface's name to begin with; empty for none
 */
public record Address(
    int index,
    InetAddress address,
    int prefix,
    InetAddress peer,
    InetAddress broadcast,
    int scope,
    int flags,
    String label)
    implements NetworkObject {

  /** {@code IFA_F_TENTATIVE}: it is not known yet whether another host has it. */
  public static final int IFA_F_TENTATIVE = 0x40;

  /** {@code IFA_F_PERMANENT}: it was set, and not learned for a time. */
  public static final int IFA_F_PERMANENT = 0x80;

  static final int SIZE = 8;

  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_LABEL = 3;
  private static final int IFA_BROADCAST = 4;
  private static final int IFA_FLAGS = 8;

  /**
   * Creates an address.
   *
   * @param index the number of the interface
   * @param address the address
   * @param prefix how many bits are the network's
   * @param peer the address of the other end; {@code null} for none
   * @param broadcast the broadcast address; {@code null} for none
   * @param scope where it is valid
   * @param flags {@code IFA_F_} bits
   * @param label what it is called; empty for none
   */
  public Address {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(label, "label");
  }

  /**
   * An address to be given to an interface.
   *
   * @param index the number of the interface
   * @param address the address
   * @param prefix how many bits are the network's
   * @return the address, with nothing besides
   */
  public static Address of(int index, InetAddress address, int prefix) {
    return new Address(index, address, prefix, null, null, 0, 0, "");
  }

  static Address read(NetlinkReader message) throws ProtocolException {
    InetAddress local = null;
    InetAddress prefixed = null;
    InetAddress broadcast = null;
    int flags = message.getByte(2);
    String label = "";
    NetlinkAttributes attributes = message.attributes(SIZE, new NetlinkAttributes());
    while (attributes.next()) {
      switch (attributes.type()) {
        case IFA_ADDRESS -> prefixed = Values.inet(attributes.getBytes());
        case IFA_LOCAL -> local = Values.inet(attributes.getBytes());
        case IFA_BROADCAST -> broadcast = Values.inet(attributes.getBytes());
        case IFA_LABEL -> label = attributes.getString();
        case IFA_FLAGS -> flags = attributes.getInt();
        default -> {}
      }
    }
    InetAddress own = Values.required(local == null ? prefixed : local, "address");
    InetAddress peer = own.equals(prefixed) ? null : prefixed;
    return new Address(
        message.getInt(4),
        own,
        message.getByte(1),
        peer,
        broadcast,
        message.getByte(3),
        flags,
        label);
  }

  /** The body of a request about it; without a peer it is its own. */
  void write(NetlinkWriter into) {
    byte[] own = address.getAddress();
    into.putByte(Values.family(address)).putByte(prefix).putByte(flags).putByte(scope);
    into.putInt(index).attributeBytes(IFA_LOCAL, own);
    into.attributeBytes(IFA_ADDRESS, peer == null ? own : peer.getAddress());
    if (broadcast != null) {
      into.attributeBytes(IFA_BROADCAST, broadcast.getAddress());
    }
    if (!label.isEmpty()) {
      into.attributeString(IFA_LABEL, label);
    }
    if (flags != 0) {
      into.attributeInt(IFA_FLAGS, flags);
    }
  }
}

package dev.sockeye.raw;

/**
 * The header of ICMP, RFC 792, and of ICMPv6, RFC 4443: type, code and checksum, and of an echo
 * identifier and sequence number. What follows is its data, or the packet that an error tells of,
 * from its IP header on.
 */
public final class IcmpView extends HeaderView {

  private static final int LENGTH = 8;

  /** Creates a view of nothing yet. */
  public IcmpView() {}

  @Override
  boolean isWhole() {
    return length() >= LENGTH;
  }

  @Override
  public int headerLength() {
    return LENGTH;
  }

  /**
   * The type, which the two number differently.
   *
   * @return such as {@link Icmp#ECHO_REPLY} or {@link Icmp#ECHO_REPLY6}
   */
  public int type() {
    return u8(0);
  }

  /**
   * What it is within its type.
   *
   * @return 0 to 255
   */
  public int code() {
    return u8(1);
  }

  /**
   * The checksum.
   *
   * @return 16 bits
   */
  public int checksum() {
    return u16(2);
  }

  /**
   * The identifier of an echo: that of a ping socket is its port.
   *
   * @return 0 to 65535
   */
  public int identifier() {
    return u16(4);
  }

  /**
   * The sequence number of an echo.
   *
   * @return 0 to 65535
   */
  public int sequence() {
    return u16(6);
  }

  /**
   * Whether the checksum of an ICMP message is right; all of the message must be there.
   *
   * @return whether
   */
  public boolean isChecksumRight() {
    return InternetChecksum.of(bytes(), offset(), length()) == 0;
  }

  /**
   * Whether the checksum of an ICMPv6 message is right, which covers the addresses too.
   *
   * @param ip the packet's own header
   * @return whether; {@code false} if the packet was cut
   */
  public boolean isChecksumRight(Ipv6View ip) {
    return !ip.isCut() && ip.isSummedUp(this, Raw.IPPROTO_ICMPV6.number(), length());
  }
}

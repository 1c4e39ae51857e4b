package dev.sockeye.raw;

/** The header of UDP, RFC 768. */
public final class UdpView extends HeaderView {

  private static final int LENGTH = 8;
  private static final int PROTOCOL = 17;

  /** Creates a view of nothing yet. */
  public UdpView() {}

  @Override
  boolean isWhole() {
    if (length() < LENGTH) {
      return false;
    }
    if (datagramLength() >= LENGTH) {
      endAt(offset() + datagramLength());
    }
    return true;
  }

  @Override
  public int headerLength() {
    return LENGTH;
  }

  /**
   * The sender's port.
   *
   * @return 0 to 65535
   */
  public int sourcePort() {
    return u16(0);
  }

  /**
   * The receiver's port.
   *
   * @return 0 to 65535
   */
  public int destinationPort() {
    return u16(2);
  }

  /**
   * How long the datagram says that it is, header and payload.
   *
   * @return bytes
   */
  public int datagramLength() {
    return u16(4);
  }

  /**
   * The checksum; 0 is none, which IPv4 allows.
   *
   * @return 16 bits
   */
  public int checksum() {
    return u16(6);
  }

  /**
   * Whether the checksum is right, or there is none. What a host captures of its own has often not
   * been given one yet, which is left to the device.
   *
   * @param ip the packet's own header
   * @return whether; {@code false} if the datagram was cut
   */
  public boolean isChecksumRight(IpView ip) {
    return checksum() == 0
        || (length() == datagramLength() && ip.isSummedUp(this, PROTOCOL, length()));
  }
}

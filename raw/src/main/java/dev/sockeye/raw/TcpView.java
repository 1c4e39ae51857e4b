package dev.sockeye.raw;

/** The header of TCP, RFC 9293 section 3.1. */
public final class TcpView extends HeaderView {

  /** The sender has no more to send. */
  public static final int FIN = 1;

  /** The connection is made. */
  public static final int SYN = 2;

  /** The connection is broken off. */
  public static final int RST = 4;

  /** The data is to be given to the receiver at once. */
  public static final int PSH = 8;

  /** The acknowledgement counts. */
  public static final int ACK = 0x10;

  /** The urgent pointer counts. */
  public static final int URG = 0x20;

  private static final int MIN_LENGTH = 20;
  private static final int PROTOCOL = 6;

  /** Creates a view of nothing yet. */
  public TcpView() {}

  @Override
  boolean isWhole() {
    return length() >= MIN_LENGTH && headerLength() >= MIN_LENGTH && headerLength() <= length();
  }

  @Override
  public int headerLength() {
    return (u8(12) >>> 4) * 4;
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
   * The sequence number of the first byte.
   *
   * @return 32 bits
   */
  public long sequence() {
    return u32(4);
  }

  /**
   * The sequence number that is expected next, if {@link #ACK} is set.
   *
   * @return 32 bits
   */
  public long acknowledgement() {
    return u32(8);
  }

  /**
   * The control bits.
   *
   * @return bits of {@link #SYN} and the others; 8 bits
   */
  public int flags() {
    return u8(13);
  }

  /**
   * How much more the sender takes, before it is scaled (RFC 7323).
   *
   * @return 0 to 65535
   */
  public int window() {
    return u16(14);
  }

  /**
   * The checksum.
   *
   * @return 16 bits
   */
  public int checksum() {
    return u16(16);
  }

  /**
   * Where urgent data ends, from the sequence number on, if {@link #URG} is set.
   *
   * @return 0 to 65535
   */
  public int urgentPointer() {
    return u16(18);
  }

  /**
   * Whether the checksum is right. What a host captures of its own has often not been given one
   * yet, which is left to the device.
   *
   * @param ip the packet's own header
   * @return whether; {@code false} if the packet was cut
   */
  public boolean isChecksumRight(IpView ip) {
    return !ip.isCut() && ip.isSummedUp(this, PROTOCOL, length());
  }
}

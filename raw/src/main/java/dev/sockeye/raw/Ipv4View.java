package dev.sockeye.raw;

/** The header of IPv4, RFC 791 section 3.1, with which raw sockets give each packet. */
public final class Ipv4View extends IpView {

  private static final int MIN_LENGTH = 20;
  private static final int TOS = 1;
  private static final int TOTAL_LENGTH = 2;
  private static final int IDENTIFICATION = 4;
  private static final int FRAGMENT = 6;
  private static final int TTL = 8;
  private static final int PROTOCOL = 9;
  private static final int CHECKSUM = 10;
  private static final int SOURCE = 12;

  private static final int DONT_FRAGMENT = 0x4000;
  private static final int MORE_FRAGMENTS = 0x2000;
  private static final int FRAGMENT_OFFSET = 0x1fff;

  /** Creates a view of nothing yet. */
  public Ipv4View() {}

  @Override
  boolean isWhole() {
    if (length() < MIN_LENGTH
        || u8(0) >>> 4 != 4
        || headerLength() < MIN_LENGTH
        || headerLength() > length()) {
      return false;
    }
    if (totalLength() >= headerLength()) { // a device that cuts a large one up leaves it 0
      endAt(offset() + totalLength());
    }
    return true;
  }

  @Override
  int sourceAt() {
    return SOURCE;
  }

  @Override
  int addressLength() {
    return 4;
  }

  @Override
  public int headerLength() {
    return (u8(0) & 0xf) * 4;
  }

  @Override
  public int tos() {
    return u8(TOS);
  }

  @Override
  public int totalLength() {
    return u16(TOTAL_LENGTH);
  }

  /**
   * What fragments of one packet have in common.
   *
   * @return 0 to 65535
   */
  public int identification() {
    return u16(IDENTIFICATION);
  }

  /**
   * Whether routers may not fragment it.
   *
   * @return whether DF is set
   */
  public boolean isDontFragment() {
    return (u16(FRAGMENT) & DONT_FRAGMENT) != 0;
  }

  /**
   * Whether this is a fragment and not the last one.
   *
   * @return whether MF is set
   */
  public boolean hasMoreFragments() {
    return (u16(FRAGMENT) & MORE_FRAGMENTS) != 0;
  }

  /**
   * Where in the whole packet's payload this fragment's begins.
   *
   * @return bytes
   */
  public int fragmentOffset() {
    return (u16(FRAGMENT) & FRAGMENT_OFFSET) * 8;
  }

  @Override
  public boolean isLaterFragment() {
    return fragmentOffset() > 0;
  }

  @Override
  public int ttl() {
    return u8(TTL);
  }

  @Override
  public int protocol() {
    return u8(PROTOCOL);
  }

  /**
   * The header's checksum.
   *
   * @return 16 bits
   */
  public int checksum() {
    return u16(CHECKSUM);
  }

  /**
   * Whether the header's checksum is right.
   *
   * @return whether
   */
  public boolean isChecksumRight() {
    return InternetChecksum.of(bytes(), offset(), headerLength()) == 0;
  }
}

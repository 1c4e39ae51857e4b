package dev.sockeye.raw;

/**
 * The header of IPv6, RFC 8200 section 3, and its extension headers, which {@link #protocol} and
 * the payload come after. Raw IPv6 sockets do not give it, captures do.
 */
public final class Ipv6View extends IpView {

  private static final int LENGTH = 40;
  private static final int PAYLOAD_LENGTH = 4;
  private static final int NEXT_HEADER = 6;
  private static final int HOP_LIMIT = 7;
  private static final int SOURCE = 8;

  private static final int HOP_BY_HOP = 0;
  private static final int ROUTING = 43;
  private static final int FRAGMENT = 44;
  private static final int AUTHENTICATION = 51;
  private static final int DESTINATION_OPTIONS = 60;

  private int protocol;
  private int headers; // the length of all
  private int fragmentOffset;

  /** Creates a view of nothing yet. */
  public Ipv6View() {}

  @Override
  boolean isWhole() {
    if (length() < LENGTH || u8(0) >>> 4 != 6) {
      return false;
    }
    if (u16(PAYLOAD_LENGTH) > 0) { // 0 of a jumbogram, and where a device cuts a large one up
      endAt(offset() + totalLength());
    }
    return skipExtensions();
  }

  /** A later fragment has no more headers: what follows is cut out of the payload. */
  private boolean skipExtensions() {
    protocol = u8(NEXT_HEADER);
    headers = LENGTH;
    fragmentOffset = 0;
    while (isExtension(protocol) && fragmentOffset == 0) {
      if (headers + 8 > length() || headers + extensionLength() > length()) {
        return false;
      }
      if (protocol == FRAGMENT) {
        fragmentOffset = u16(headers + 2) & 0xfff8;
      }
      int next = u8(headers);
      headers += extensionLength();
      protocol = next;
    }
    return true;
  }

  private static boolean isExtension(int number) {
    return switch (number) {
      case HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION_OPTIONS -> true;
      default -> false;
    };
  }

  private int extensionLength() {
    return switch (protocol) {
      case FRAGMENT -> 8;
      case AUTHENTICATION -> (u8(headers + 1) + 2) * 4;
      default -> (u8(headers + 1) + 1) * 8;
    };
  }

  @Override
  int sourceAt() {
    return SOURCE;
  }

  @Override
  int addressLength() {
    return 16;
  }

  /** With the extension headers. */
  @Override
  public int headerLength() {
    u8(0); // there is none in a view of nothing
    return headers;
  }

  @Override
  public int tos() {
    return u16(0) >>> 4 & 0xff;
  }

  /**
   * The flow label, RFC 6437.
   *
   * @return 20 bits
   */
  public int flowLabel() {
    return i32(0) & 0xfffff;
  }

  @Override
  public int totalLength() {
    return LENGTH + u16(PAYLOAD_LENGTH);
  }

  @Override
  public boolean isLaterFragment() {
    return fragmentOffset() > 0;
  }

  /**
   * Where in the whole packet's payload this fragment's begins.
   *
   * @return bytes
   */
  public int fragmentOffset() {
    u8(0);
    return fragmentOffset;
  }

  /**
   * The number in the header itself, of the first extension header if there are any.
   *
   * @return 0 to 255
   */
  public int nextHeader() {
    return u8(NEXT_HEADER);
  }

  /** After the extension headers; in a later fragment that of the whole packet's payload. */
  @Override
  public int protocol() {
    u8(0);
    return protocol;
  }

  @Override
  public int ttl() {
    return u8(HOP_LIMIT);
  }
}

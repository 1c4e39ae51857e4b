package dev.sockeye.raw;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A header in a buffer, read where it lies. A view is made once and used for one packet after the
 * other; neither {@link #wrap} nor a getter of numbers allocates anything, or changes the buffer's
 * position, limit or order.
 *
 * <pre>{@code
 * Ipv4View ip = new Ipv4View();
 * UdpView udp = new UdpView();
 * if (ip.wrap(received.flip()) && ip.protocol() == 17 && udp.wrap(ip)) {
 *   System.out.println(udp.destinationPort() + ": " + udp.payloadLength() + " bytes");
 * }
 * }</pre>
 *
 * <p>A getter of a view that has not wrapped a header, or whose last {@code wrap} was {@code
 * false}, throws {@link IndexOutOfBoundsException}. Not safe for use by several threads at once.
 */
public abstract class HeaderView {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private ByteBuffer bytes = NOTHING;
  private int at;
  private int end;

  HeaderView() {}

  /** Whether all of the header is there and makes sense. */
  abstract boolean isWhole();

  /**
   * How long the header is, with its options.
   *
   * @return bytes
   */
  public abstract int headerLength();

  /**
   * Looks at the bytes from a buffer's position to its limit.
   *
   * @param packet the buffer
   * @return whether a whole header of this kind is there
   */
  public final boolean wrap(ByteBuffer packet) {
    return wrap(packet, packet.position(), packet.remaining());
  }

  /**
   * Looks at what follows another header: the payload of an IP packet, or the packet that an ICMP
   * error tells of.
   *
   * @param outer the other header
   * @return whether a whole header of this kind is there
   */
  public final boolean wrap(HeaderView outer) {
    return wrap(outer.bytes(), outer.payloadOffset(), outer.payloadLength());
  }

  /**
   * Looks at some bytes of a buffer.
   *
   * @param buffer the buffer
   * @param offset where the header begins
   * @param length how many bytes there are from there on
   * @return whether a whole header of this kind is there
   */
  public final boolean wrap(ByteBuffer buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.limit());
    bytes = buffer;
    at = offset;
    end = offset + length;
    if (isWhole()) {
      return true;
    }
    bytes = NOTHING;
    at = 0;
    end = 0;
    return false;
  }

  /** For a header that tells how much belongs to it: what lies behind that is none of it. */
  final void endAt(int limit) {
    end = Math.min(end, limit);
  }

  /**
   * The buffer that is looked at.
   *
   * @return the buffer itself
   */
  public final ByteBuffer bytes() {
    return bytes;
  }

  /**
   * Where the header begins.
   *
   * @return an index of the buffer
   */
  public final int offset() {
    return at;
  }

  /** How much there is of header and payload. */
  final int length() {
    return end - at;
  }

  /**
   * Where the payload begins.
   *
   * @return an index of the buffer
   */
  public int payloadOffset() {
    return at + headerLength();
  }

  /**
   * How much of the payload is there: less than there was if the packet was cut.
   *
   * @return bytes
   */
  public final int payloadLength() {
    return Math.max(0, end - payloadOffset());
  }

  /**
   * The payload as a buffer of its own over the same bytes, which is allocated.
   *
   * @return a new buffer
   */
  public final ByteBuffer payload() {
    return bytes.slice(payloadOffset(), payloadLength());
  }

  final int u8(int index) {
    return bytes.get(at + index) & 0xff;
  }

  final int u16(int index) {
    return u8(index) << 8 | u8(index + 1);
  }

  final int i32(int index) {
    return u16(index) << 16 | u16(index + 2);
  }

  final long u32(int index) {
    return Integer.toUnsignedLong(i32(index));
  }
}

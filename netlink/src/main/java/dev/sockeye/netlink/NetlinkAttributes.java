package dev.sockeye.netlink;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Goes through attributes, {@code struct nlattr} of {@code <linux/netlink.h>}, which {@code
 * rtnetlink(7)} calls {@code rtattr}. One can be used again and again, and allocates nothing but
 * texts and arrays that are asked for. Not for several threads at once.
 */
public final class NetlinkAttributes {

  /** How many bytes an attribute's header takes. */
  public static final int HEADER = 4;

  private static final int NLA_F_NESTED = 0x8000;
  private static final int NLA_TYPE_MASK = 0x3fff;

  private ByteBuffer bytes;
  private int at; // of the header
  private int next;
  private int end;
  private int length; // with the header

  /** Creates a reader of nothing. */
  public NetlinkAttributes() {}

  /**
   * Begins.
   *
   * @param source where they are; neither its position nor its limit is changed
   * @param start the index of the first
   * @param size how many bytes they take
   * @return this, before the first
   */
  public NetlinkAttributes of(ByteBuffer source, int start, int size) {
    bytes = source;
    next = start;
    end = start + size;
    return this;
  }

  /**
   * Goes to the next attribute.
   *
   * @return whether there is one
   * @throws ProtocolException if what is left is no attribute
   */
  public boolean next() throws ProtocolException {
    if (end - next < HEADER) {
      return false;
    }
    int size = HostOrder.getUnsignedShort(bytes, next);
    if (size < HEADER || size > end - next) {
      throw new ProtocolException(
          "no netlink attribute: length " + size + " where " + (end - next) + " bytes are left");
    }
    at = next;
    length = size;
    next = at + (size + 3 & ~3);
    return true;
  }

  /**
   * The type, {@code nla_type} without its two flags.
   *
   * @return the number
   */
  public int type() {
    return HostOrder.getUnsignedShort(bytes, at + 2) & NLA_TYPE_MASK;
  }

  /**
   * Whether it says of itself that it has attributes in it, {@code NLA_F_NESTED}; older kinds have
   * them without saying so.
   *
   * @return whether
   */
  public boolean isNested() {
    return (HostOrder.getUnsignedShort(bytes, at + 2) & NLA_F_NESTED) != 0;
  }

  /**
   * Where the value is.
   *
   * @return the index in the buffer
   */
  public int start() {
    return at + HEADER;
  }

  /**
   * How long the value is.
   *
   * @return bytes
   */
  public int length() {
    return length - HEADER;
  }

  /**
   * The value, a number of 8 bits.
   *
   * @return the number, unsigned
   * @throws ProtocolException if the value is shorter
   */
  public int getByte() throws ProtocolException {
    return bytes.get(require(1)) & 0xff;
  }

  /**
   * The value, a number of 16 bits in this host's order.
   *
   * @return the number, unsigned
   * @throws ProtocolException if the value is shorter
   */
  public int getShort() throws ProtocolException {
    return HostOrder.getUnsignedShort(bytes, require(2));
  }

  /**
   * The value, a number of 32 bits in this host's order.
   *
   * @return the number
   * @throws ProtocolException if the value is shorter
   */
  public int getInt() throws ProtocolException {
    return HostOrder.getInt(bytes, require(4));
  }

  /**
   * The value, a number of 64 bits in this host's order.
   *
   * @return the number
   * @throws ProtocolException if the value is shorter
   */
  public long getLong() throws ProtocolException {
    return HostOrder.getLong(bytes, require(8));
  }

  /**
   * The value, a text; without the NUL that may end it.
   *
   * @return the text
   */
  public String getString() {
    byte[] value = getBytes();
    int size = 0;
    while (size < value.length && value[size] != 0) {
      size++;
    }
    return new String(value, 0, size, StandardCharsets.UTF_8);
  }

  /**
   * The value.
   *
   * @return a new array
   */
  public byte[] getBytes() {
    byte[] value = new byte[length()];
    bytes.get(start(), value);
    return value;
  }

  /**
   * Begins the attributes in this one.
   *
   * @param into reads them: another than this, which then can go on
   * @return {@code into}
   */
  public NetlinkAttributes nested(NetlinkAttributes into) {
    return into.of(bytes, start(), length());
  }

  private int require(int size) throws ProtocolException {
    if (length() < size) {
      throw new ProtocolException(
          "attribute " + type() + " has " + length() + " bytes and not " + size);
    }
    return start();
  }
}

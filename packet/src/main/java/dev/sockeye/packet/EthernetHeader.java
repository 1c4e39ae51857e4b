package dev.sockeye.packet;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * A view of the header of an Ethernet frame, IEEE 802.3 clause 3 with the tags of IEEE 802.1Q: to
 * be used for one frame after the other, without allocating.
 *
 * <pre>{@code
 * destination 6 bytes | source 6 bytes | { 0x8100 or 0x88a8, tag 2 bytes } | ethertype 2 bytes
 * }</pre>
 *
 * <p>Addresses are {@code long}s whose lower 48 bits are the six bytes, the first of them highest.
 * The byte order of the buffer does not matter. Nothing is read beyond the header, and the buffer's
 * position stays. Not safe for use by several threads at once.
 */
public final class EthernetHeader {

  /** The bytes of a header without tags, {@code ETH_HLEN}. */
  public static final int LENGTH = 14;

  /** The bytes of a tag. */
  public static final int TAG_LENGTH = 4;

  /** The address of all stations. */
  public static final long BROADCAST = 0xffff_ffff_ffffL;

  /** From here on what stands behind the source is an ethertype, below it the frame's length. */
  public static final int LEAST_ETHERTYPE = 0x0600;

  private static final int ADDRESS_LENGTH = 6;
  private static final int TYPE = 2 * ADDRESS_LENGTH;

  private static final int TPID_8021Q = 0x8100;
  private static final int TPID_8021AD = 0x88a8;

  private ByteBuffer frame;
  private int at;
  private int tags;

  /** Creates a view of no frame. */
  public EthernetHeader() {}

  /**
   * Sets the view on a frame.
   *
   * @param buffer the frame, from its position to its limit
   * @return this
   * @throws IllegalArgumentException if it is too short for its header
   */
  public EthernetHeader of(ByteBuffer buffer) {
    int length = buffer.remaining();
    int begin = buffer.position();
    int count = 0;
    while (length >= LENGTH + count * TAG_LENGTH
        && isTag(unsignedShort(buffer, begin + TYPE + count * TAG_LENGTH))) {
      count++;
    }
    if (length < LENGTH + count * TAG_LENGTH) {
      throw new IllegalArgumentException(
          "a frame of "
              + length
              + " bytes: its header has "
              + (LENGTH + count * TAG_LENGTH)
              + ", or more");
    }
    frame = buffer;
    at = begin;
    tags = count;
    return this;
  }

  private static boolean isTag(int ethertype) {
    return ethertype == TPID_8021Q || ethertype == TPID_8021AD;
  }

  /**
   * Where the frame goes to.
   *
   * @return the address, 48 bits
   */
  public long destination() {
    return address(frame, at);
  }

  /**
   * Where the frame comes from.
   *
   * @return the address, 48 bits
   */
  public long source() {
    return address(frame, at + ADDRESS_LENGTH);
  }

  /**
   * The ethertype, behind the tags if there are some; of a frame of IEEE 802.3 its length.
   *
   * @return from 0 to 0xffff, a length below {@link #LEAST_ETHERTYPE}
   */
  public int ethertype() {
    return unsignedShort(frame, at + TYPE + tags * TAG_LENGTH);
  }

  /**
   * How many tags there are. Of frames that come from an interface the system takes the outermost
   * out, and tells it by {@link PacketAuxdata}.
   *
   * @return how many
   */
  public int tagCount() {
    return tags;
  }

  /**
   * The control information of a tag: priority in the upper 3 bits, VLAN in the lower 12.
   *
   * @param index which, from 0, the outermost, on
   * @return from 0 to 0xffff
   * @throws IndexOutOfBoundsException if there is no such tag
   */
  public int tag(int index) {
    if (index < 0 || index >= tags) {
      throw new IndexOutOfBoundsException("tag " + index + " of " + tags);
    }
    return unsignedShort(frame, at + TYPE + index * TAG_LENGTH + 2);
  }

  /**
   * The bytes of the header with its tags.
   *
   * @return 14, and 4 more for each tag
   */
  public int length() {
    return LENGTH + tags * TAG_LENGTH;
  }

  /**
   * Where in the buffer the payload begins.
   *
   * @return the offset
   */
  public int payload() {
    return at + length();
  }

  /**
   * Writes a header without tags at a buffer's position, and moves that behind it.
   *
   * @param into the buffer
   * @param destination where the frame goes to, 48 bits
   * @param source where it comes from, 48 bits
   * @param ethertype the ethertype, or the length of the payload
   * @return the buffer
   * @throws java.nio.BufferOverflowException if there is no room
   */
  public static ByteBuffer put(ByteBuffer into, long destination, long source, int ethertype) {
    putAddress(into, destination);
    putAddress(into, source);
    return into.put((byte) (ethertype >> 8)).put((byte) ethertype);
  }

  private static void putAddress(ByteBuffer into, long address) {
    for (int shift = 40; shift >= 0; shift -= 8) {
      into.put((byte) (address >> shift));
    }
  }

  private static long address(ByteBuffer from, int offset) {
    long address = 0;
    for (int i = 0; i < ADDRESS_LENGTH; i++) {
      address = (address << 8) | (from.get(offset + i) & 0xff);
    }
    return address;
  }

  private static int unsignedShort(ByteBuffer from, int offset) {
    return ((from.get(offset) & 0xff) << 8) | (from.get(offset + 1) & 0xff);
  }

  /**
   * An address as text.
   *
   * @param address 48 bits
   * @return such as {@code 00:1b:21:3c:4d:5e}
   */
  public static String text(long address) {
    StringBuilder text = new StringBuilder();
    for (int shift = 40; shift >= 0; shift -= 8) {
      text.append(shift == 40 ? "" : ":")
          .append(String.format(Locale.ROOT, "%02x", address >> shift & 0xff));
    }
    return text.toString();
  }

  /**
   * Reads an address.
   *
   * @param text such as {@code 00:1b:21:3c:4d:5e}
   * @return 48 bits
   * @throws IllegalArgumentException if it is none
   */
  public static long parse(String text) {
    byte[] bytes = HardwareAddresses.parse(text);
    if (bytes.length != ADDRESS_LENGTH) {
      throw new IllegalArgumentException(
          "'" + text + "' has " + bytes.length + " bytes: an address of Ethernet has 6");
    }
    return address(ByteBuffer.wrap(bytes), 0);
  }

  /** Such as {@code 00:1b:21:3c:4d:5e > ff:ff:ff:ff:ff:ff 0x0806}. */
  @Override
  public String toString() {
    return frame == null
        ? "of no frame"
        : text(source()) + " > " + text(destination()) + " " + Protocols.hex(ethertype());
  }
}

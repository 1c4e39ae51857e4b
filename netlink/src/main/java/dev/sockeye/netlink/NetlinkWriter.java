package dev.sockeye.netlink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes messages, {@code struct nlmsghdr} and {@code struct nlattr} of {@code <linux/netlink.h>},
 * one after the other into a buffer; lengths and padding are its own. Allocates nothing. Not for
 * several threads at once.
 *
 * <pre>{@code
 * NetlinkWriter writer = new NetlinkWriter();
 * writer.of(buffer.clear()).begin(RTM_GETLINK, NetlinkWriter.NLM_F_DUMP, 1).zeros(16).end();
 * endpoint.sendTo(buffer.flip(), NetlinkAddress.KERNEL);
 * }</pre>
 *
 * <p>Methods throw {@link java.nio.BufferOverflowException} where the buffer has no room.
 */
public final class NetlinkWriter {

  /** {@code NLM_F_REQUEST}, a flag that {@link #begin} sets. */
  public static final int NLM_F_REQUEST = 1;

  /** {@code NLM_F_ACK}, a flag: tell how it went. */
  public static final int NLM_F_ACK = 4;

  /** {@code NLM_F_DUMP}, a flag of get requests: all there are. */
  public static final int NLM_F_DUMP = 0x300;

  /** {@code NLM_F_REPLACE}, a flag of new requests: what is there already. */
  public static final int NLM_F_REPLACE = 0x100;

  /** {@code NLM_F_EXCL}, a flag of new requests: fail if it is there already. */
  public static final int NLM_F_EXCL = 0x200;

  /** {@code NLM_F_CREATE}, a flag of new requests: if it is not there yet. */
  public static final int NLM_F_CREATE = 0x400;

  private static final int NLA_F_NESTED = 0x8000;
  private static final int DEPTH = 16;

  private ByteBuffer dst;
  private final int[] nests = new int[DEPTH]; // where the open attributes begin
  private int depth;
  private int message = -1; // where it begins; -1 between messages

  /** Creates a writer that has no buffer yet. */
  public NetlinkWriter() {}

  /**
   * Writes into a buffer from its position on, which goes along; what was begun in another is left.
   *
   * @param into the buffer
   * @return this
   */
  public NetlinkWriter of(ByteBuffer into) {
    dst = into;
    depth = 0;
    message = -1;
    return this;
  }

  /**
   * Begins a request to the kernel.
   *
   * @param type its type
   * @param flags bits {@code NLM_F_}; {@link #NLM_F_REQUEST} is added
   * @param sequence the number by which the answers are known
   * @return this
   */
  public NetlinkWriter begin(int type, int flags, int sequence) {
    return begin(type, flags | NLM_F_REQUEST, sequence, 0);
  }

  /**
   * Begins a message, with all of its header.
   *
   * @param type its type
   * @param flags bits {@code NLM_F_}
   * @param sequence its number
   * @param pid a socket's number, 0 in requests
   * @return this
   * @throws IllegalStateException if another is not ended
   */
  public NetlinkWriter begin(int type, int flags, int sequence, long pid) {
    if (message >= 0) {
      throw new IllegalStateException("the message before was not ended");
    }
    int start = dst.position();
    zeros(NetlinkReader.HEADER);
    HostOrder.putShort(dst, start + 4, type);
    HostOrder.putShort(dst, start + 6, flags);
    HostOrder.putInt(dst, start + 8, sequence);
    HostOrder.putInt(dst, start + 12, (int) pid);
    message = start;
    return this;
  }

  /**
   * Ends the message.
   *
   * @return this
   * @throws IllegalStateException if none is begun, or a nest is open
   */
  public NetlinkWriter end() {
    if (message < 0 || depth > 0) {
      throw new IllegalStateException(depth > 0 ? "a nest is open" : "no message was begun");
    }
    HostOrder.putInt(dst, message, dst.position() - message);
    pad();
    message = -1;
    return this;
  }

  /**
   * Writes a number of 8 bits of a family's header.
   *
   * @param value the number
   * @return this
   */
  public NetlinkWriter putByte(int value) {
    dst.put((byte) value);
    return this;
  }

  /**
   * Writes a number of 16 bits of a family's header, in this host's order.
   *
   * @param value the number
   * @return this
   */
  public NetlinkWriter putShort(int value) {
    int at = dst.position();
    dst.putShort((short) 0);
    HostOrder.putShort(dst, at, value);
    return this;
  }

  /**
   * Writes a number of 32 bits of a family's header, in this host's order.
   *
   * @param value the number
   * @return this
   */
  public NetlinkWriter putInt(int value) {
    int at = dst.position();
    dst.putInt(0);
    HostOrder.putInt(dst, at, value);
    return this;
  }

  /**
   * Writes zeros, such as a family's header that says nothing.
   *
   * @param count how many bytes
   * @return this
   */
  public NetlinkWriter zeros(int count) {
    for (int i = 0; i < count; i++) {
      dst.put((byte) 0);
    }
    return this;
  }

  /**
   * Adds an attribute of 8 bits.
   *
   * @param type its type
   * @param value the number
   * @return this
   */
  public NetlinkWriter attributeByte(int type, int value) {
    return attribute(type, 1).putByte(value).pad();
  }

  /**
   * Adds an attribute of 16 bits, in this host's order.
   *
   * @param type its type
   * @param value the number
   * @return this
   */
  public NetlinkWriter attributeShort(int type, int value) {
    return attribute(type, 2).putShort(value).pad();
  }

  /**
   * Adds an attribute of 32 bits, in this host's order.
   *
   * @param type its type
   * @param value the number
   * @return this
   */
  public NetlinkWriter attributeInt(int type, int value) {
    return attribute(type, 4).putInt(value);
  }

  /**
   * Adds an attribute of 64 bits, in this host's order.
   *
   * @param type its type
   * @param value the number
   * @return this
   */
  public NetlinkWriter attributeLong(int type, long value) {
    attribute(type, 8);
    int at = dst.position();
    dst.putLong(0);
    HostOrder.putLong(dst, at, value);
    return this;
  }

  /**
   * Adds an attribute that is a text, with the NUL that ends it.
   *
   * @param type its type
   * @param value the text
   * @return this
   */
  public NetlinkWriter attributeString(int type, String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    attribute(type, text.length + 1);
    dst.put(text);
    return putByte(0).pad();
  }

  /**
   * Adds an attribute of bytes.
   *
   * @param type its type
   * @param value the bytes
   * @return this
   */
  public NetlinkWriter attributeBytes(int type, byte[] value) {
    attribute(type, value.length);
    dst.put(value);
    return pad();
  }

  /**
   * Begins an attribute that has others in it, {@code NLA_F_NESTED}.
   *
   * @param type its type
   * @return this
   */
  public NetlinkWriter nest(int type) {
    if (depth == DEPTH) {
      throw new IllegalStateException("more than " + DEPTH + " attributes in one another");
    }
    nests[depth++] = dst.position();
    return putShort(0).putShort(type | NLA_F_NESTED);
  }

  /**
   * Ends it.
   *
   * @return this
   * @throws IllegalStateException if none is begun
   * @throws IllegalArgumentException if it became too long
   */
  public NetlinkWriter endNest() {
    if (depth == 0) {
      throw new IllegalStateException("no nest is open");
    }
    int start = nests[--depth];
    HostOrder.putShort(dst, start, requireLength(dst.position() - start));
    return this;
  }

  private NetlinkWriter attribute(int type, int length) {
    return putShort(requireLength(NetlinkAttributes.HEADER + length)).putShort(type);
  }

  private static int requireLength(int length) {
    if (length > 0xffff) {
      throw new IllegalArgumentException("an attribute of " + length + " bytes is too long");
    }
    return length;
  }

  private NetlinkWriter pad() {
    int origin = message < 0 ? 0 : message;
    return zeros(-(dst.position() - origin) & 3);
  }
}

package dev.sockeye.can;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A frame of CAN XL as raw sockets carry it: {@code struct canxl_frame} of {@code <linux/can.h>},
 * Linux 6.2, which is as long as its data, up to {@value #MAX_DATA} bytes. It goes over sockets
 * with {@link Can#CAN_RAW_XL_FRAMES}. The static method writes one into a buffer; an object reads
 * one where it lies, and can be laid over one after the other, so that neither allocates.
 *
 * <pre>{@code
 * ByteBuffer buffer = ByteBuffer.allocateDirect(CanXlFrame.HEAD + CanXlFrame.MAX_DATA);
 * endpoint.receive(buffer.clear());
 * if (CanXlFrame.isXl(buffer.flip())) {
 *   CanXlFrame frame = new CanXlFrame().wrap(buffer);
 * }
 * }</pre>
 */
public final class CanXlFrame {

  /** The bytes before the data, {@code CANXL_HDR_SIZE}. */
  public static final int HEAD = 12;

  /** The most bytes of data, {@code CANXL_MAX_DLEN}; the least is 1. */
  public static final int MAX_DATA = 2048;

  /** The bits of a priority, {@code CANXL_PRIO_MASK}. */
  public static final int PRIO_MASK = 0x7ff;

  /** In the flags: there is simple extended content, {@code CANXL_SEC}. */
  public static final int SEC = 0x01;

  /** In the flags, of every frame of CAN XL and no other: {@code CANXL_XLF}. */
  private static final int XLF = 0x80;

  private static final int FLAGS = 4;
  private static final int SDT = 5;
  private static final int LENGTH = 6;
  private static final int AF = 8;
  private static final int VCID_SHIFT = 16;
  private static final int OCTET = 0xff;

  private ByteBuffer bytes;
  private int at;

  /** Creates a view, to be laid over a frame. */
  public CanXlFrame() {}

  /**
   * Writes a frame at the buffer's position, which goes behind it.
   *
   * @param into where to
   * @param prio the priority, of 11 bits
   * @param vcid the number of the virtual network, {@code VCID}, of 8 bits, which Linux 6.9 and
   *     later carry; 0 for none
   * @param flags {@link #SEC} or 0
   * @param sdt the type of the data, {@code SDT}, of 8 bits
   * @param af the acceptance field
   * @param data the data, from 1 to {@value #MAX_DATA} bytes, which are consumed
   * @throws IllegalArgumentException if one of them is out of its range
   * @throws BufferOverflowException if the buffer has no room
   */
  public static void put(
      ByteBuffer into, int prio, int vcid, int flags, int sdt, int af, ByteBuffer data) {
    require("priority", prio, PRIO_MASK);
    require("VCID", vcid, OCTET);
    require("SDT", sdt, OCTET);
    require("flags", flags, SEC);
    int length = data.remaining();
    requireLength(length);
    if (into.remaining() < HEAD + length) {
      throw new BufferOverflowException();
    }
    int start = into.position();
    CanFrame.putInt(into, start, prio | vcid << VCID_SHIFT);
    into.put(start + FLAGS, (byte) (flags | XLF)).put(start + SDT, (byte) sdt);
    into.putShort(start + LENGTH, inOrder(into, (short) length));
    CanFrame.putInt(into, start + AF, af);
    into.position(start + HEAD);
    into.put(data);
  }

  private static void require(String what, int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(what + " " + value + " is not from 0 to " + most);
    }
  }

  private static void requireLength(int length) {
    if (length < 1 || length > MAX_DATA) {
      throw new IllegalArgumentException(length + " bytes of data: from 1 to " + MAX_DATA);
    }
  }

  private static short inOrder(ByteBuffer buffer, short value) {
    return CanFrame.isNative(buffer) ? value : Short.reverseBytes(value);
  }

  /**
   * Tells a frame of CAN XL from others, which the same socket receives.
   *
   * @param frame the frame, from position to limit, which stay
   * @return whether it is one
   */
  public static boolean isXl(ByteBuffer frame) {
    return frame.remaining() > HEAD && (frame.get(frame.position() + FLAGS) & XLF) != 0;
  }

  /**
   * Lays this over a frame.
   *
   * @param frame the frame, from position to limit, which stay
   * @return this
   * @throws IllegalArgumentException if it is none, or not as long as it says
   */
  public CanXlFrame wrap(ByteBuffer frame) {
    if (!isXl(frame)) {
      throw new IllegalArgumentException("it is no frame of CAN XL: see CanFrame");
    }
    int start = frame.position();
    int length = inOrder(frame, frame.getShort(start + LENGTH)) & 0xffff;
    requireLength(length);
    if (frame.remaining() != HEAD + length) {
      throw new IllegalArgumentException(
          "a frame with " + length + " bytes of data is not of " + frame.remaining() + " bytes");
    }
    bytes = frame;
    at = start;
    return this;
  }

  /**
   * The priority.
   *
   * @return 11 bits
   */
  public int prio() {
    return CanFrame.getInt(bytes, at) & PRIO_MASK;
  }

  /**
   * The number of the virtual network.
   *
   * @return 8 bits, 0 for none
   */
  public int vcid() {
    return CanFrame.getInt(bytes, at) >>> VCID_SHIFT & OCTET;
  }

  /**
   * The flags that tell something.
   *
   * @return {@link #SEC} or 0
   */
  public int flags() {
    return bytes.get(at + FLAGS) & SEC;
  }

  /**
   * The type of the data.
   *
   * @return {@code SDT}, 8 bits
   */
  public int sdt() {
    return bytes.get(at + SDT) & OCTET;
  }

  /**
   * The acceptance field.
   *
   * @return 32 bits
   */
  public int af() {
    return CanFrame.getInt(bytes, at + AF);
  }

  /**
   * How many bytes of data there are.
   *
   * @return from 1 to {@value #MAX_DATA}
   */
  public int length() {
    return inOrder(bytes, bytes.getShort(at + LENGTH)) & 0xffff;
  }

  /**
   * A byte of the data.
   *
   * @param index which
   * @return the byte
   * @throws IndexOutOfBoundsException if there is no such byte
   */
  public byte data(int index) {
    return bytes.get(at + HEAD + Objects.checkIndex(index, length()));
  }

  /**
   * Copies the data.
   *
   * @param into where to; its position goes behind it
   * @return how many bytes
   * @throws BufferOverflowException if there is no room, and nothing was copied
   */
  public int data(ByteBuffer into) {
    int length = length();
    if (into.remaining() < length) {
      throw new BufferOverflowException();
    }
    for (int i = 0; i < length; i++) {
      into.put(bytes.get(at + HEAD + i));
    }
    return length;
  }

  /** Such as {@code 123 vcid 05 sdt 03 af DEADBEEF 4 bytes}. */
  @Override
  public String toString() {
    return bytes == null
        ? "no frame"
        : String.format(
            "%03X vcid %02X sdt %02X af %08X %d bytes", prio(), vcid(), sdt(), af(), length());
  }
}

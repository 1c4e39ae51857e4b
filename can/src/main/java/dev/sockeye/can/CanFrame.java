package dev.sockeye.can;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A frame as raw sockets carry it, {@code <linux/can.h>}: {@code struct can_frame} of {@value
 * #CLASSIC} bytes with up to 8 of data, or {@code struct canfd_frame} of {@value #FD} bytes with up
 * to 64. The static methods write one into a buffer; an object reads one where it lies, and can be
 * laid over one after the other, so that neither allocates.
 *
 * <pre>{@code
 * ByteBuffer buffer = ByteBuffer.allocateDirect(CanFrame.FD);
 * CanFrame.put(buffer, 0x123, data);
 * endpoint.send(buffer.flip());
 *
 * CanFrame frame = new CanFrame();
 * endpoint.receive(buffer.clear());
 * frame.wrap(buffer.flip());
 * }</pre>
 *
 * <p>The kernel sends identifiers of more than 11 bits without the flag of extended ones as they
 * are, cut: here they are refused.
 */
public final class CanFrame {

  /** The bytes of a classic frame, {@code CAN_MTU}. */
  public static final int CLASSIC = 16;

  /** The bytes of a frame with flexible data rate, {@code CANFD_MTU}. */
  public static final int FD = 72;

  /** In an identifier: it has 29 bits and not 11, {@code CAN_EFF_FLAG}. */
  public static final int EFF = 0x8000_0000;

  /** In an identifier: a request for that frame, {@code CAN_RTR_FLAG}. */
  public static final int RTR = 0x4000_0000;

  /** In an identifier: news of an error, {@code CAN_ERR_FLAG}, of {@link CanError}'s classes. */
  public static final int ERR = 0x2000_0000;

  /** The bits of an extended identifier, {@code CAN_EFF_MASK}. */
  public static final int EFF_MASK = 0x1fff_ffff;

  /** The bits of a standard identifier, {@code CAN_SFF_MASK}. */
  public static final int SFF_MASK = 0x7ff;

  /** In the flags of an FD frame: its data goes at a higher rate, {@code CANFD_BRS}. */
  public static final int BRS = 1;

  /** In the flags of an FD frame: its sender is error passive, {@code CANFD_ESI}. */
  public static final int ESI = 2;

  private static final int LENGTH = 4;
  private static final int FLAGS = 5;
  private static final int DATA = 8;
  private static final int MAX_CLASSIC = 8;
  private static final int MAX_FD = 64;

  private ByteBuffer bytes;
  private int at;
  private boolean fd;

  /** Creates a view, to be laid over a frame. */
  public CanFrame() {}

  // Writing.

  /**
   * Writes a classic frame at the buffer's position, which goes {@value #CLASSIC} on.
   *
   * @param into where to
   * @param id the identifier: of 11 bits, or of 29 with {@link #EFF}
   * @param data up to 8 bytes, from position to limit; consumed
   * @throws IllegalArgumentException if the identifier or the data has more
   * @throws java.nio.BufferOverflowException if the buffer has no room
   */
  public static void put(ByteBuffer into, int id, ByteBuffer data) {
    requireLength(data.remaining(), MAX_CLASSIC);
    putData(head(into, id, data.remaining(), 0, CLASSIC), data, CLASSIC);
  }

  /**
   * Writes a frame with flexible data rate at the buffer's position, which goes {@value #FD} on.
   * Above 8 bytes the bus has frames of 12, 16, 20, 24, 32, 48 and 64 bytes only (ISO 11898-1): the
   * frame is as long as the next of them, and ends in zeros.
   *
   * @param into where to
   * @param id the identifier: of 11 bits, or of 29 with {@link #EFF}; there are no requests
   * @param flags bits of {@link #BRS} and {@link #ESI}
   * @param data up to 64 bytes, from position to limit; consumed
   * @throws IllegalArgumentException if the identifier or the data has more
   * @throws java.nio.BufferOverflowException if the buffer has no room
   */
  public static void putFd(ByteBuffer into, int id, int flags, ByteBuffer data) {
    requireLength(data.remaining(), MAX_FD);
    if ((flags & ~(BRS | ESI)) != 0) {
      throw new IllegalArgumentException("flags 0x" + Integer.toHexString(flags));
    }
    putData(head(into, id, fdLength(data.remaining()), flags, FD), data, FD);
  }

  /**
   * Writes a request for a frame at the buffer's position, which goes {@value #CLASSIC} on.
   *
   * @param into where to
   * @param id the identifier: of 11 bits, or of 29 with {@link #EFF}
   * @param length how long the frame is that is asked for, up to 8
   * @throws IllegalArgumentException if the identifier or the length is more
   * @throws java.nio.BufferOverflowException if the buffer has no room
   */
  public static void putRequest(ByteBuffer into, int id, int length) {
    requireLength(length, MAX_CLASSIC);
    int start = head(into, id, length, 0, CLASSIC).position();
    putInt(into, start, id | RTR);
    into.position(start + CLASSIC);
  }

  /**
   * How long a frame with flexible data rate is that has room for so much.
   *
   * @param length from 0 to 64
   * @return the least length that there is
   */
  public static int fdLength(int length) {
    if (length <= 8) {
      return length;
    } else if (length <= 24) {
      return (length + 3) & -4;
    }
    return length <= 32 ? 32 : (length + 15) & -16;
  }

  static void requireId(int id) {
    int most = (id & EFF) != 0 ? EFF_MASK : SFF_MASK;
    if ((id & ~EFF & ~most) != 0) {
      throw new IllegalArgumentException(
          "identifier 0x"
              + Integer.toHexString(id)
              + " has more bits than 0x"
              + Integer.toHexString(most)
              + ": one of 29 bits wants the flag EFF");
    }
  }

  private static void requireLength(int length, int most) {
    if (length < 0 || length > most) {
      throw new IllegalArgumentException(length + " bytes of data: at most " + most);
    }
  }

  private static ByteBuffer head(ByteBuffer into, int id, int length, int flags, int size) {
    requireId(id);
    if (into.remaining() < size) {
      throw new java.nio.BufferOverflowException();
    }
    int start = into.position();
    for (int i = start; i < start + size; i += Long.BYTES) {
      into.putLong(i, 0);
    }
    putInt(into, start, id);
    into.put(start + LENGTH, (byte) length).put(start + FLAGS, (byte) flags);
    return into;
  }

  private static void putData(ByteBuffer into, ByteBuffer data, int size) {
    int start = into.position();
    into.position(start + DATA);
    into.put(data);
    into.position(start + size);
  }

  static void putInt(ByteBuffer into, int at, int value) {
    into.putInt(at, isNative(into) ? value : Integer.reverseBytes(value));
  }

  static int getInt(ByteBuffer from, int at) {
    return isNative(from) ? from.getInt(at) : Integer.reverseBytes(from.getInt(at));
  }

  static boolean isNative(ByteBuffer buffer) {
    return buffer.order() == ByteOrder.nativeOrder();
  }

  // Reading.

  /**
   * Lays this over a frame that was received.
   *
   * @param frame the frame, from position to limit, which stay
   * @return this
   * @throws IllegalArgumentException if it has neither the size of a frame nor a length in it
   */
  public CanFrame wrap(ByteBuffer frame) {
    return wrap(frame, frame.position(), frame.remaining());
  }

  CanFrame wrap(ByteBuffer buffer, int start, int size) {
    if (size != CLASSIC && size != FD) {
      throw new IllegalArgumentException(
          "a frame is " + CLASSIC + " bytes, or " + FD + " with flexible data rate, not " + size);
    }
    requireLength(buffer.get(start + LENGTH) & 0xff, size == FD ? MAX_FD : MAX_CLASSIC);
    bytes = buffer;
    at = start;
    fd = size == FD;
    return this;
  }

  /**
   * The identifier with its flags, as it is written.
   *
   * @return {@code can_id}
   */
  public int canId() {
    return getInt(bytes, at);
  }

  /**
   * The identifier alone; of an {@linkplain #isError error} its classes.
   *
   * @return 11 or 29 bits
   */
  public int id() {
    int id = canId();
    return id & ((id & (EFF | ERR)) != 0 ? EFF_MASK : SFF_MASK);
  }

  /**
   * Whether the identifier has 29 bits.
   *
   * @return whether
   */
  public boolean isExtended() {
    return (canId() & EFF) != 0;
  }

  /**
   * Whether it asks for a frame and has no data.
   *
   * @return whether
   */
  public boolean isRequest() {
    return (canId() & RTR) != 0;
  }

  /**
   * Whether it came from no bus but tells of an error, {@link CanError}.
   *
   * @return whether
   */
  public boolean isError() {
    return (canId() & ERR) != 0;
  }

  /**
   * Whether it has flexible data rate.
   *
   * @return whether
   */
  public boolean isFd() {
    return fd;
  }

  /**
   * The flags of a frame with flexible data rate.
   *
   * @return bits of {@link #BRS} and {@link #ESI}; 0 for a classic frame
   */
  public int flags() {
    return fd ? bytes.get(at + FLAGS) & (BRS | ESI) : 0;
  }

  /**
   * How much data there is, or is asked for.
   *
   * @return bytes
   */
  public int length() {
    return bytes.get(at + LENGTH) & 0xff;
  }

  /**
   * A byte of the data.
   *
   * @param index which
   * @return the byte
   * @throws IndexOutOfBoundsException if there is none
   */
  public byte data(int index) {
    return bytes.get(at + DATA + java.util.Objects.checkIndex(index, length()));
  }

  /**
   * Copies the data.
   *
   * @param into where to; its position goes on
   * @return how many bytes
   * @throws java.nio.BufferOverflowException if there is no room
   */
  public int data(ByteBuffer into) {
    int length = isRequest() ? 0 : length();
    if (into.remaining() < length) {
      throw new java.nio.BufferOverflowException();
    }
    for (int i = 0; i < length; i++) {
      into.put(bytes.get(at + DATA + i));
    }
    return length;
  }

  /** As candump -L has it: {@code 123#0011}, {@code 00012345##1AABB} with flexible data rate. */
  @Override
  public String toString() {
    if (bytes == null) {
      return "no frame";
    }
    boolean wide = isExtended() || isError();
    int id = wide ? canId() & ~EFF : id();
    StringBuilder text = new StringBuilder(String.format(wide ? "%08X#" : "%03X#", id));
    if (fd) {
      text.append('#').append(flags());
    } else if (isRequest()) {
      return text.append('R').append(length() == 0 ? "" : length()).toString();
    }
    for (int i = 0; i < length(); i++) {
      text.append(String.format("%02X", data(i)));
    }
    return text.toString();
  }
}

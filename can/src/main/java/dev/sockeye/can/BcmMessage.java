package dev.sockeye.can;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;

/**
 * What goes to the broadcast manager and comes from it, {@code struct bcm_msg_head} of {@code
 * <linux/can/bcm.h>} and the frames behind it. The static methods write one into a buffer; an
 * object reads one where it lies, and can be laid over one after the other.
 *
 * <p>Sent, it lets the kernel send frames again and again ({@link #TX_SETUP}) or tell of received
 * ones only if they change or stay away ({@link #RX_SETUP}).
 */
public final class BcmMessage {

  /** The bytes before the frames. */
  public static final int HEAD = 56;

  /** Opcode: send frames in cycles. */
  public static final int TX_SETUP = 1;

  /** Opcode: send no more. */
  public static final int TX_DELETE = 2;

  /** Opcode: tell what is sent, by {@link #TX_STATUS}. */
  public static final int TX_READ = 3;

  /** Opcode: send one frame. */
  public static final int TX_SEND = 4;

  /** Opcode: receive by content. */
  public static final int RX_SETUP = 5;

  /** Opcode: receive no more. */
  public static final int RX_DELETE = 6;

  /** Opcode: tell what is received, by {@link #RX_STATUS}. */
  public static final int RX_READ = 7;

  /** Opcode of an answer: what is sent. */
  public static final int TX_STATUS = 8;

  /** Opcode of an answer: as many as counted were sent. */
  public static final int TX_EXPIRED = 9;

  /** Opcode of an answer: what is received. */
  public static final int RX_STATUS = 10;

  /** Opcode of an answer: the frame stayed away. */
  public static final int RX_TIMEOUT = 11;

  /** Opcode of an answer: the frame's content is another, or it is back. */
  public static final int RX_CHANGED = 12;

  /** Flag: take the intervals and the count. */
  public static final int SETTIMER = 0x0001;

  /** Flag: begin now. */
  public static final int STARTTIMER = 0x0002;

  /** Flag: tell by {@link #TX_EXPIRED} when the count is over. */
  public static final int TX_COUNTEVT = 0x0004;

  /** Flag: send a change at once and not with the next cycle. */
  public static final int TX_ANNOUNCE = 0x0008;

  /** Flag: all frames get the message's identifier. */
  public static final int TX_CP_CAN_ID = 0x0010;

  /** Flag: receive whatever the content is; there are no frames. */
  public static final int RX_FILTER_ID = 0x0020;

  /** Flag: a change of length is one as well. */
  public static final int RX_CHECK_DLC = 0x0040;

  /** Flag: do not begin to wait with the first frame. */
  public static final int RX_NO_AUTOTIMER = 0x0080;

  /** Flag: tell of a frame that is back also if it is the same. */
  public static final int RX_ANNOUNCE_RESUME = 0x0100;

  /** Flag: several frames in turn begin with the first again. */
  public static final int TX_RESET_MULTI_IDX = 0x0200;

  /** Flag: answer requests for the frame by the one given. */
  public static final int RX_RTR_FRAME = 0x0400;

  /** Flag: the frames are of {@link CanFrame#FD} bytes. */
  public static final int CAN_FD_FRAME = 0x0800;

  private static final int FLAGS = 4;
  private static final int COUNT = 8;
  private static final int IVAL1 = 16;
  private static final int IVAL2 = 32;
  private static final int ID = 48;
  private static final int FRAMES = 52;

  private ByteBuffer bytes;
  private int at;

  /** Creates a view, to be laid over a message. */
  public BcmMessage() {}

  /**
   * Writes all but the frames at the buffer's position, which goes {@value #HEAD} on. The frames
   * are then written by {@link CanFrame}'s methods.
   *
   * @param into where to
   * @param opcode such as {@link #TX_SETUP}
   * @param flags such as {@link #SETTIMER} and {@link #STARTTIMER}
   * @param count how often the first interval counts, 0 for never
   * @param first to send: the interval of the first frames; to receive: how long a frame may stay
   *     away
   * @param then to send: the interval of all others; to receive: the least time between two changes
   * @param id the identifier, with {@link CanFrame#EFF} if it has 29 bits
   * @param frames how many frames follow
   * @throws IllegalArgumentException if the identifier has more bits, or an interval is negative
   * @throws BufferOverflowException if the buffer has no room
   */
  public static void put(
      ByteBuffer into,
      int opcode,
      int flags,
      int count,
      Duration first,
      Duration then,
      int id,
      int frames) {
    CanFrame.requireId(id & ~CanFrame.RTR);
    if (into.remaining() < HEAD) {
      throw new BufferOverflowException();
    }
    int start = into.position();
    CanFrame.putInt(into, start, opcode);
    CanFrame.putInt(into, start + FLAGS, flags);
    CanFrame.putInt(into, start + COUNT, count);
    CanFrame.putInt(into, start + COUNT + 4, 0);
    putTime(into, start + IVAL1, first);
    putTime(into, start + IVAL2, then);
    CanFrame.putInt(into, start + ID, id);
    CanFrame.putInt(into, start + FRAMES, frames);
    into.position(start + HEAD);
  }

  /**
   * Writes a message without frames and times, such as {@link #TX_DELETE} and {@link #RX_READ}.
   *
   * @param into where to; its position goes {@value #HEAD} on
   * @param opcode the opcode
   * @param id the identifier
   */
  public static void put(ByteBuffer into, int opcode, int id) {
    put(into, opcode, 0, 0, Duration.ZERO, Duration.ZERO, id, 0);
  }

  /** {@code struct bcm_timeval}. */
  private static void putTime(ByteBuffer into, int at, Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException(time + " is negative");
    }
    putLong(into, at, time.getSeconds());
    putLong(into, at + 8, time.getNano() / 1000);
  }

  private static void putLong(ByteBuffer into, int at, long value) {
    into.putLong(at, CanFrame.isNative(into) ? value : Long.reverseBytes(value));
  }

  /**
   * Lays this over a message that was received.
   *
   * @param message the message, from position to limit, which stay
   * @return this
   * @throws IllegalArgumentException if it is shorter than it says
   */
  public BcmMessage wrap(ByteBuffer message) {
    int length = message.remaining();
    int start = message.position();
    if (length < HEAD || CanFrame.getInt(message, start + FRAMES) > (length - HEAD) / 16) {
      throw new IllegalArgumentException("a message of the broadcast manager is longer");
    }
    bytes = message;
    at = start;
    return this;
  }

  /**
   * What it is about.
   *
   * @return such as {@link #RX_CHANGED}
   */
  public int opcode() {
    return CanFrame.getInt(bytes, at);
  }

  /**
   * The flags, as they were set.
   *
   * @return such as {@link #CAN_FD_FRAME}
   */
  public int flags() {
    return CanFrame.getInt(bytes, at + FLAGS);
  }

  /**
   * How often the first interval counts.
   *
   * @return the count
   */
  public int count() {
    return CanFrame.getInt(bytes, at + COUNT);
  }

  /**
   * The first interval, as it was set.
   *
   * @return that of the first frames, or how long a frame may stay away
   */
  public Duration first() {
    return time(at + IVAL1);
  }

  /**
   * The second interval, as it was set.
   *
   * @return that of all other frames, or the least time between two changes
   */
  public Duration then() {
    return time(at + IVAL2);
  }

  private Duration time(int from) {
    return Duration.ofSeconds(getLong(from)).plusNanos(getLong(from + 8) * 1000);
  }

  private long getLong(int from) {
    long value = bytes.getLong(from);
    return CanFrame.isNative(bytes) ? value : Long.reverseBytes(value);
  }

  /**
   * The identifier, with its flags.
   *
   * @return {@code can_id}
   */
  public int canId() {
    return CanFrame.getInt(bytes, at + ID);
  }

  /**
   * How many frames there are.
   *
   * @return how many
   */
  public int frames() {
    return CanFrame.getInt(bytes, at + FRAMES);
  }

  /**
   * Lays a view over a frame.
   *
   * @param index which
   * @param view the view
   * @return the view
   * @throws IndexOutOfBoundsException if there is no such frame
   */
  public CanFrame frame(int index, CanFrame view) {
    int size = (flags() & CAN_FD_FRAME) != 0 ? CanFrame.FD : CanFrame.CLASSIC;
    return view.wrap(bytes, at + HEAD + Objects.checkIndex(index, frames()) * size, size);
  }
}

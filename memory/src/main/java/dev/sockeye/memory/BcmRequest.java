package dev.sockeye.memory;

import dev.sockeye.can.BcmMessage;
import dev.sockeye.can.CanFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * What goes to the broadcast manager, {@code struct bcm_msg_head} of {@code <linux/can/bcm.h>} and
 * the frames behind it.
 *
 * @param first the first interval, in nanoseconds
 * @param then the second
 * @param bytes all of it, never changed
 */
@SuppressWarnings("ArrayRecordComponent") // requests are not compared, and never changed
record BcmRequest(
    int opcode, int flags, long count, long first, long then, int canId, int frames, byte[] bytes) {

  private static final int FLAGS = 4;
  private static final int COUNT = 8;
  private static final int FIRST = 16;
  private static final int THEN = 32;
  private static final int ID = 48;
  private static final int FRAMES = 52;

  /** {@code BCM_TIMER_SEC_MAX}, {@code net/can/bcm.c}: 400 days. */
  private static final long MOST_SECONDS = 400 * 24 * 60 * 60;

  /** {@code MAX_NFRAMES}, {@code net/can/bcm.c}. */
  private static final int MOST_FRAMES = 256;

  /**
   * Reads one.
   *
   * @return it; {@code null} if it is none
   */
  static BcmRequest of(byte[] message) {
    if (message.length < BcmMessage.HEAD) {
      return null;
    }
    ByteBuffer head = view(message);
    BcmRequest request =
        new BcmRequest(
            head.getInt(0),
            head.getInt(FLAGS),
            Integer.toUnsignedLong(head.getInt(COUNT)),
            time(head, FIRST),
            time(head, THEN),
            head.getInt(ID),
            head.getInt(FRAMES),
            message);
    return request.isWhole() ? request : null;
  }

  private static ByteBuffer view(byte[] message) {
    return ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
  }

  /** Gives -1 for one that is refused, and 0 for one that is not to be set. */
  private static long time(ByteBuffer head, int at) {
    if ((head.getInt(FLAGS) & BcmMessage.SETTIMER) == 0) {
      return 0;
    }
    long seconds = head.getLong(at);
    long micros = head.getLong(at + Long.BYTES);
    boolean valid = seconds >= 0 && seconds <= MOST_SECONDS && micros >= 0 && micros < 1_000_000;
    return valid ? TimeUnit.SECONDS.toNanos(seconds) + TimeUnit.MICROSECONDS.toNanos(micros) : -1;
  }

  private boolean isWhole() {
    int room = bytes.length - BcmMessage.HEAD;
    return room % frameSize() == 0
        && frames >= 0
        && frames <= MOST_FRAMES + 1 // with the mask of several
        && frames <= room / frameSize()
        && first >= 0
        && then >= 0;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  private int frameSize() {
    return has(BcmMessage.CAN_FD_FRAME) ? CanFrame.FD : CanFrame.CLASSIC;
  }

  /** A frame's bytes, which are the caller's own. */
  byte[] frame(int index) {
    int from = BcmMessage.HEAD + index * frameSize();
    return Arrays.copyOfRange(bytes, from, from + frameSize());
  }

  /** Whether all frames have a length that is possible. */
  boolean hasFrames() {
    try {
      for (int i = 0; i < frames; i++) {
        new CanFrame().wrap(ByteBuffer.wrap(frame(i)));
      }
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether both are about the same frames. */
  boolean isAbout(BcmRequest other) {
    return canId == other.canId
        && has(BcmMessage.CAN_FD_FRAME) == other.has(BcmMessage.CAN_FD_FRAME);
  }

  /** An answer: this, with another opcode, a count and frames. */
  byte[] answer(int code, long left, byte[]... with) {
    byte[] answer = Arrays.copyOf(bytes, BcmMessage.HEAD + with.length * frameSize());
    view(answer).putInt(0, code).putInt(COUNT, (int) left).putInt(FRAMES, with.length);
    for (int i = 0; i < with.length; i++) {
      System.arraycopy(with[i], 0, answer, BcmMessage.HEAD + i * frameSize(), frameSize());
    }
    return answer;
  }

  /** With the times and the count of another, as it was set without any. */
  BcmRequest timedAs(BcmRequest other) {
    byte[] timed = bytes.clone();
    System.arraycopy(other.bytes, COUNT, timed, COUNT, ID - COUNT);
    return new BcmRequest(
        opcode, flags, other.count, other.first, other.then, canId, frames, timed);
  }

  /** Without frames: whatever the content is. */
  BcmRequest ofAnyContent() {
    byte[] any = Arrays.copyOf(bytes, BcmMessage.HEAD);
    int all = flags | BcmMessage.RX_FILTER_ID;
    view(any).putInt(FLAGS, all).putInt(FRAMES, 0);
    return new BcmRequest(opcode, all, count, first, then, canId, 0, any);
  }
}

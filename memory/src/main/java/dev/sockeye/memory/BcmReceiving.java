package dev.sockeye.memory;

import dev.sockeye.can.BcmMessage;
import dev.sockeye.can.CanFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Frames that are received by their content, {@code bcm_rx_setup()}. Guarded by the kernel's lock.
 */
final class BcmReceiving extends BcmOperation {

  /** Where a frame's data begins. */
  private static final int DATA = 8;

  private final Alarm absence;
  private final Alarm throttle;
  private byte[][] last = {}; // as they came, null where none did
  private boolean[] held = {}; // for which of them the time between changes is not over
  private long told = -1; // the moment of the last change that was told, if there is a least time

  BcmReceiving(BcmEndpoint socket, BcmRequest setup) {
    super(socket, setup);
    absence = new Alarm(socket.kernel(), this::staysAway);
    throttle = new Alarm(socket.kernel(), this::mayTell);
  }

  void set(BcmRequest request) {
    boolean timed = request.has(BcmMessage.SETTIMER);
    setup = timed ? request : request.timedAs(setup);
    takeFrames();
    int kept = Math.max(1, frames.length);
    if (frames.length > 0 || last.length != kept) {
      last = new byte[kept][];
      held = new boolean[kept];
    }
    if (request.has(BcmMessage.RX_RTR_FRAME)) {
      absence.cancel();
      throttle.cancel();
      answerWithoutRequest();
      return;
    }
    if (timed) {
      setTimes();
    }
    if (request.has(BcmMessage.STARTTIMER) && setup.first() > 0) {
      absence.setIn(setup.first());
    }
  }

  private void setTimes() {
    if (setup.first() == 0) {
      absence.cancel();
    }
    told = -1;
    throttle.cancel();
    tellHeld();
  }

  /** So that it is no request itself, which it would answer. */
  private void answerWithoutRequest() {
    ByteBuffer answer = ByteBuffer.wrap(frames[0]).order(ByteOrder.nativeOrder());
    if (setup.has(BcmMessage.TX_CP_CAN_ID) || answer.getInt(0) == setup.canId()) {
      answer.putInt(0, setup.canId() & ~CanFrame.RTR);
    }
  }

  /** Takes a frame that was sent on the bus. */
  void hear(CanFrame frame, byte[] bytes) {
    boolean meant =
        frame.canId() == setup.canId() && frame.isFd() == setup.has(BcmMessage.CAN_FD_FRAME);
    if (!meant) {
      return;
    }
    absence.cancel();
    if (setup.has(BcmMessage.RX_RTR_FRAME)) {
      socket.sendFrame(frames[0]);
      return;
    }
    int index = index(bytes);
    if (index >= 0 && (frames.length == 0 || isChange(index, bytes))) {
      change(index, bytes);
    }
    if (setup.first() > 0 && !setup.has(BcmMessage.RX_NO_AUTOTIMER)) {
      absence.setIn(setup.first());
    }
  }

  /** Which content it is compared with; of several the first whose marked bits it has, or -1. */
  private int index(byte[] bytes) {
    if (frames.length < 2) {
      return 0;
    }
    long mask = word(frames[0], 0);
    for (int i = 1; i < frames.length; i++) {
      if ((mask & word(bytes, 0)) == (mask & word(frames[i], 0))) {
        return i;
      }
    }
    return -1;
  }

  private boolean isChange(int index, byte[] bytes) {
    byte[] before = last[index];
    if (before == null) {
      return true;
    }
    int length = length(bytes);
    for (int at = 0; at < length; at += Long.BYTES) {
      long mask = word(frames[index], at);
      if ((mask & word(bytes, at)) != (mask & word(before, at))) {
        return true;
      }
    }
    return setup.has(BcmMessage.RX_CHECK_DLC) && length != length(before);
  }

  private static long word(byte[] frame, int at) {
    return ByteBuffer.wrap(frame).getLong(DATA + at);
  }

  private static int length(byte[] frame) {
    return frame[4] & 0xff;
  }

  private void change(int index, byte[] bytes) {
    last[index] = bytes;
    held[index] = true;
    if (setup.then() == 0) {
      tellChange(index);
    } else if (!throttle.isSet()) {
      long now = socket.kernel().time().nanoTime();
      if (told >= 0 && now - told < setup.then()) {
        throttle.set(told + setup.then());
      } else {
        tellChange(index);
        told = now;
      }
    }
  }

  private void tellChange(int index) {
    held[index] = false;
    tell(BcmMessage.RX_CHANGED, last[index]);
  }

  private boolean tellHeld() {
    boolean any = false;
    for (int i = 0; i < held.length; i++) {
      if (held[i]) {
        tellChange(i);
        any = true;
      }
    }
    return any;
  }

  private void mayTell() {
    if (tellHeld()) {
      throttle.setIn(setup.then());
    } else {
      told = -1;
    }
  }

  private void staysAway() {
    if (setup.has(BcmMessage.RX_ANNOUNCE_RESUME)) {
      last = new byte[last.length][];
      held = new boolean[held.length];
    }
    tell(BcmMessage.RX_TIMEOUT);
  }

  @Override
  long count() {
    return setup.count();
  }

  @Override
  void end() {
    absence.cancel();
    throttle.cancel();
  }
}

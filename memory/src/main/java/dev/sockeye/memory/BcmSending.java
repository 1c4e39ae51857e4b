package dev.sockeye.memory;

import dev.sockeye.can.BcmMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Frames that are sent in cycles, {@code bcm_tx_setup()}. Guarded by the kernel's lock. */
final class BcmSending extends BcmOperation {

  private final Alarm cycle;
  private int next; // which frame
  private long count;

  BcmSending(BcmEndpoint socket, BcmRequest setup) {
    super(socket, setup);
    cycle = new Alarm(socket.kernel(), this::expire);
  }

  /** Takes what is to be sent from now on, and sends if it says so. */
  void set(BcmRequest request) {
    int before = frames.length;
    boolean timed = request.has(BcmMessage.SETTIMER);
    setup = timed ? request : request.timedAs(setup);
    takeFrames();
    if (before != frames.length || request.has(BcmMessage.TX_RESET_MULTI_IDX)) {
      next = 0;
    }
    if (request.has(BcmMessage.TX_CP_CAN_ID)) {
      for (byte[] frame : frames) {
        ByteBuffer.wrap(frame).order(ByteOrder.nativeOrder()).putInt(0, setup.canId());
      }
    }
    if (timed) {
      count = request.count();
      if (setup.first() == 0 && setup.then() == 0) {
        cycle.cancel();
      }
    }
    begin(request.has(BcmMessage.STARTTIMER), request.has(BcmMessage.TX_ANNOUNCE));
  }

  /** Who starts the cycle sends at once. */
  private void begin(boolean starts, boolean announces) {
    if (starts) {
      cycle.cancel();
    }
    if (starts || announces) {
      send();
      count = Math.max(0, count - 1);
    }
    if (starts) {
      await();
    }
  }

  private void await() {
    if (setup.first() > 0 && count > 0) {
      cycle.setIn(setup.first());
    } else if (setup.then() > 0) {
      cycle.setIn(setup.then());
    }
  }

  private void expire() {
    if (setup.first() > 0 && count > 0) {
      count--;
      if (count == 0 && setup.has(BcmMessage.TX_COUNTEVT)) {
        tell(BcmMessage.TX_EXPIRED);
      }
    }
    send();
    await();
  }

  private void send() {
    socket.sendFrame(frames[next]);
    next = (next + 1) % frames.length;
  }

  @Override
  long count() {
    return count;
  }

  @Override
  void end() {
    cycle.cancel();
  }
}

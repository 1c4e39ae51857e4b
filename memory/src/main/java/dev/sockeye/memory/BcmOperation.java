package dev.sockeye.memory;

/**
 * What the broadcast manager does with the frames of one identifier, {@code struct bcm_op} of
 * {@code net/can/bcm.h}. Guarded by the kernel's lock.
 */
abstract class BcmOperation {

  final BcmEndpoint socket;
  BcmRequest setup; // as it was set last, with the times that count
  byte[][] frames = {};

  BcmOperation(BcmEndpoint socket, BcmRequest setup) {
    this.socket = socket;
    this.setup = setup;
  }

  final void takeFrames() {
    byte[][] taken = new byte[setup.frames()][];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = setup.frame(i);
    }
    frames = taken;
  }

  /** How often the first interval still counts. */
  abstract long count();

  /** Does nothing more. */
  abstract void end();

  /** Tells the socket. */
  final void tell(int opcode, byte[]... with) {
    socket.tell(setup.answer(opcode, count(), with));
  }
}

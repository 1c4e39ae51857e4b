package dev.sockeye.socket;

import dev.sockeye.Pollable;
import dev.sockeye.spi.Uninterruptible;

/** What an interrupt does to a socket. */
final class Interrupts {

  private Interrupts() {}

  /** From now on nothing, where its transport can have it so. */
  static void ignore(Pollable socket) {
    try {
      socket.unwrap(Uninterruptible.class).ignoreInterrupts();
    } catch (UnsupportedOperationException e) {
      // A transport with its own base classes: an interrupt closes, as it does there.
    }
  }
}

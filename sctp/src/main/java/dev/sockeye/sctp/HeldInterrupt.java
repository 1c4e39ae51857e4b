package dev.sockeye.sctp;

import java.nio.channels.SelectableChannel;

/**
 * Keeps an interrupt away from calls that do not wait. The JDK begins every SCTP call as one that
 * may block, so that the interrupt status of its thread closes the channel, in non-blocking mode
 * too; its other channels do so only in blocking mode. An interrupt that comes just while the call
 * is under way still closes.
 */
final class HeldInterrupt {

  private HeldInterrupt() {}

  /** Clears the status if the channel is non-blocking; gives whether there was one to clear. */
  static boolean hold(SelectableChannel channel) {
    return !channel.isBlocking() && Thread.interrupted();
  }

  /** Sets the status again that was cleared. */
  static void giveBack(boolean held) {
    if (held) {
      Thread.currentThread().interrupt();
    }
  }
}

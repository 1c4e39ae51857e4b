package dev.sockeye.server;

import dev.sockeye.Endpoint;
import dev.sockeye.Poller;
import java.io.IOException;
import java.nio.channels.SelectionKey;

/** What a poller is to tell of a member's socket. For the loop's thread alone. */
final class Interest {

  private Poller.Registration registration; // null until the poller has it
  private int operations;

  /** Registers a socket, of which nothing is to be told yet. */
  void register(Poller poller, Endpoint socket, Member member) throws IOException {
    registration = poller.register(socket, 0, member);
  }

  /**
   * Says what is waited for from now on.
   *
   * @param wanted operations of {@link SelectionKey}
   */
  void set(int wanted) {
    if (wanted != operations) {
      operations = wanted;
      registration.interest(wanted);
    }
  }

  /**
   * Whether it waits for input and for nothing else: a peer that is being answered may be silent.
   */
  boolean isInput() {
    return isInput(operations);
  }

  static boolean isInput(int operations) {
    return operations == SelectionKey.OP_READ;
  }
}

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

  /** What it waits for, and why it does not wait for input, for people. */
  String describe(boolean paused, boolean ended) {
    boolean writes = (operations & SelectionKey.OP_WRITE) != 0;
    return describeInput(paused, ended) + (writes ? ", waits for its peer to read" : "");
  }

  private String describeInput(boolean paused, boolean ended) {
    if ((operations & SelectionKey.OP_READ) != 0) {
      return "waits for input";
    } else if (paused) {
      return "paused by its handler";
    }
    return ended ? "has had all input" : "reads no more until its output is taken";
  }

  static boolean isInput(int operations) {
    return operations == SelectionKey.OP_READ;
  }
}

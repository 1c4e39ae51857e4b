package dev.sockeye.server;

import java.util.ArrayDeque;

/**
 * Connections that have ended in order, and are closed once the loop's poller has let go of them: a
 * selector does so at its next look. The JDK first shuts down a channel that one still has, which
 * takes further system calls. For the loop's thread alone.
 */
final class Departures {

  private ArrayDeque<LoopConnection> leaving = new ArrayDeque<>();
  private ArrayDeque<LoopConnection> due = new ArrayDeque<>();

  void add(LoopConnection connection) {
    leaving.add(connection);
  }

  boolean isAny() {
    return !leaving.isEmpty() || !due.isEmpty(); // of those where a look has thrown, too
  }

  /** A look begins, after which those that are here may be closed. */
  void beginLook() {
    ArrayDeque<LoopConnection> gone = leaving;
    leaving = due;
    due = gone;
  }

  /** Closes those that were here when the look began. */
  void endLook() {
    LoopConnection connection;
    while ((connection = due.poll()) != null) {
      TimedPoll.forgetInterrupt();
      connection.left();
    }
  }
}

package dev.sockeye.server;

import java.nio.channels.SelectionKey;

/**
 * Notices that a peer has gone which had ended its output before, while nothing is to be written to
 * it: no poller tells, since nothing is waited for, and its half-closed connection would stay for
 * ever. Only a look now and then does, at what {@code poll(2)} calls POLLHUP and POLLERR.
 */
final class Vigil {

  private static final long EVERY = 1_000_000_000;

  private final TimedConnection connection;
  private Timers.Planned next; // null if there is nothing to look at

  Vigil(TimedConnection connection) {
    this.connection = connection;
  }

  /** Goes on or stops, with every change of what is waited for. */
  void keep(boolean half) {
    if (half && next == null) {
      next = connection.loop().plan(EVERY, this::look);
    } else if (!half) {
      stop();
    }
  }

  /** By what a poller tells of a connect, which is told of any failure: SelectionKey.OP_CONNECT. */
  private void look() {
    next = null;
    connection.interest(SelectionKey.OP_CONNECT);
    connection.loop().again(connection);
  }

  void stop() {
    if (next != null) {
      next.cancel();
      next = null;
    }
  }
}

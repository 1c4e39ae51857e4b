package dev.sockeye.server;

/**
 * After a failed receive nothing is received for a moment, so that one that goes on cannot spin.
 */
final class Rest {

  private static final long MOMENT = 10_000_000;

  private final LoopConnection connection;
  private boolean begun;

  Rest(LoopConnection connection) {
    this.connection = connection;
  }

  void begin() {
    begun = true;
    connection.loop().plan(MOMENT, this::end);
  }

  private void end() {
    begun = false;
    connection.changed();
  }

  boolean isOver() {
    return !begun;
  }
}

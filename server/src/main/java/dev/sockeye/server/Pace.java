package dev.sockeye.server;

/**
 * When a connection is read from although output is kept for it: always, unless the handler wants
 * one after the other. Only where the answer to what comes might be more than may be kept does
 * reading wait, as long as the output moves: a peer that reads makes room meanwhile. For one that
 * does not this ends after a moment, so that two never wait for each other for ever, and the limit
 * decides.
 */
final class Pace {

  private static final long MOMENT = 1_000_000_000;
  private static final int ROOM = 64 * 1024;

  private final LoopConnection connection;
  private boolean halfDuplex;
  private Timers.Planned end; // Of the moment that has begun; null if none has.
  private boolean isOver;

  Pace(LoopConnection connection, boolean halfDuplex) {
    this.connection = connection;
    this.halfDuplex = halfDuplex;
  }

  void halfDuplex(boolean on) {
    halfDuplex = on;
  }

  boolean mayRead() {
    if (halfDuplex) {
      return !connection.wantsOutput();
    }
    return !isNearlyFull() || isOver;
  }

  private boolean isNearlyFull() {
    int limit = connection.terms().outputLimit();
    if (connection.kept() <= limit - Math.min(ROOM, limit / 2)) {
      return false;
    }
    if (end == null) {
      end = connection.loop().plan(MOMENT, this::giveUp);
    }
    return true;
  }

  private void giveUp() {
    isOver = true;
    connection.changed();
  }

  /** The output has moved, or has come to its end. */
  void outputMoves() {
    if (end != null) {
      end.cancel();
      end = null;
      isOver = false;
    }
  }
}

package dev.sockeye.server;

/**
 * How long reading waits where the answer to what comes might be more than may be kept: as long as
 * the output moves, for a peer that reads makes room meanwhile. For one that does not this ends
 * after a moment, so that two never wait for each other for ever, and the limit decides.
 */
final class Pace {

  private static final long MOMENT = 1_000_000_000;
  private static final int ROOM = 64 * 1024;

  private final TimedConnection connection;
  private Timers.Planned end; // Of the moment that has begun; null if none has.
  private boolean isOver;

  Pace(TimedConnection connection) {
    this.connection = connection;
  }

  /** Whether the answer to what comes might be more than may be kept. */
  static boolean isNearlyFull(TimedConnection connection) {
    int limit = connection.terms().outputLimit();
    return connection.kept() > limit - Math.min(ROOM, limit / 2);
  }

  /** Whether reading has waited long enough; the moment begins if none has. */
  boolean isOver() {
    if (end == null) {
      end = connection.loop().plan(MOMENT, this::giveUp);
    }
    return isOver;
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

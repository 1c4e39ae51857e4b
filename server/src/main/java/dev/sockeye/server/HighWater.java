package dev.sockeye.server;

/**
 * Holds reading back where the answer to what comes might be more than may be kept, as long as the
 * output moves: a peer that reads makes room meanwhile. For one that does not this ends after a
 * moment, so that two never wait for each other for ever, and the limit decides.
 */
final class HighWater {

  private static final long MOMENT = 1_000_000_000;
  private static final int ROOM = 64 * 1024;

  private final LoopConnection connection;
  private Timers.Planned end; // Of the moment that has begun; null if none has.
  private boolean isOver;

  HighWater(LoopConnection connection) {
    this.connection = connection;
  }

  /** Whether there is no room for as much as may come at once. */
  static boolean isReached(int kept, int limit) {
    return kept > limit - Math.min(ROOM, limit / 2);
  }

  /** Whether reading is to wait, now that the mark is reached. */
  boolean holds() {
    if (end == null) {
      end = connection.loop().plan(MOMENT, this::giveUp);
    }
    return !isOver;
  }

  private void giveUp() {
    isOver = true;
    connection.changed();
  }

  /** The output has moved, or ends. */
  void moves() {
    if (end != null) {
      end.cancel();
      end = null;
      isOver = false;
    }
  }
}

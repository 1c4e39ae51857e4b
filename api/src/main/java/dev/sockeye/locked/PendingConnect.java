package dev.sockeye.locked;

import dev.sockeye.Errno;

/**
 * A connect of a {@link LockedSocket} that is under way: over once, with or without success.
 * Guarded by the socket's lock.
 */
public class PendingConnect {

  private final LockedSocket<?> client;
  private boolean over; // only ever set
  private Errno failure; // null if none

  /**
   * Creates an attempt.
   *
   * @param client the socket that connects, which waits by its {@link LockedSocket#output()}
   */
  public PendingConnect(LockedSocket<?> client) {
    this.client = client;
  }

  /**
   * Tells whether it has come to its end.
   *
   * @return whether it stands, failed, or was given up
   */
  public final boolean isOver() {
    return over;
  }

  /**
   * Tells why it failed.
   *
   * @return {@code null} if it did not
   */
  public final Errno failure() {
    return failure;
  }

  /**
   * Ends the attempt, unless it is over. The caller holds the lock.
   *
   * @param reason why it failed, {@code null} if it did not
   */
  public final void end(Errno reason) {
    if (!over) {
      over = true;
      failure = reason;
      client.output().changed();
    }
  }
}

package dev.sockeye.server;

/** What an {@link EventLoop} serves. All calls are on the loop's thread. */
abstract class Member {

  int place; // among those of its loop

  /**
   * The socket can do something.
   *
   * @param operations of {@link java.nio.channels.SelectionKey}
   */
  public abstract void ready(int operations);

  /** Goes on with what it asked for by {@link EventLoop#again}. */
  public abstract void again();

  /** Deals with what has come already and closes then. */
  public abstract void drain();

  /** What it is and waits for, for people; {@code null} if that is nobody's business. */
  public String describe() {
    return null;
  }

  /** Closes now: the loop ends. */
  public abstract void end();
}

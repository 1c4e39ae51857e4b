package dev.sockeye.server;

/** What an {@link EventLoop} serves. All calls are on the loop's thread. */
interface Member {

  /**
   * The socket can do something.
   *
   * @param operations of {@link java.nio.channels.SelectionKey}
   */
  void ready(int operations);

  /** Goes on with what it asked for by {@link EventLoop#again}. */
  void again();

  /** Deals with what has come already and closes then. */
  void drain();

  /** What it is and waits for, for people; {@code null} if that is nobody's business. */
  default String describe() {
    return null;
  }

  /** Closes now: the loop ends. */
  void end();
}

package dev.sockeye.server;

/** Whom a connection belongs to, who hears of its end and of what goes wrong with it. */
interface Owner {

  /** Whether new connections are to be drained at once. */
  boolean isClosing();

  /** A socket is served from now on, and its handler will be told so. */
  default void stands(LoopSocket socket) {}

  /** A socket that stood is closed. */
  default void ended(LoopSocket socket) {}

  /** A connection of a listener is closed; called once for each. */
  void released();

  /** Something went wrong. */
  void failed(Failure failure);

  Counters counters();
}

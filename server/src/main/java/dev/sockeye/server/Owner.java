package dev.sockeye.server;

/** Whom a connection belongs to, who hears of its end and of what goes wrong with it. */
interface Owner {

  /** Whether new connections are to be drained at once. */
  boolean isClosing();

  /** A connection of a listener is closed; called once for each. */
  void released();

  /** Something went wrong. */
  void failed(Failure failure);

  Counters counters();
}

package dev.sockeye.memory;

/** A socket that others can connect to. */
interface Acceptor {

  /** A connect arrives, which this ends at once or later. The caller holds the kernel's lock. */
  void offer(ConnectAttempt attempt);
}

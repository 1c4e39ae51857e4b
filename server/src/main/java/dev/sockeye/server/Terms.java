package dev.sockeye.server;

/**
 * What holds for each connection. Times are in nanoseconds, 0 for no limit; the rest in bytes.
 *
 * @param idleTimeout how long nothing may move
 * @param readTimeout how long a connection that reads may get nothing
 * @param writeTimeout how long what is kept of writes may not move
 * @param inputLimit how much a handler may leave unread
 * @param outputLimit how much is kept of writes, for each peer
 * @param messageSize the longest request
 * @param memory what all connections together may keep
 */
record Terms(
    long idleTimeout,
    long readTimeout,
    long writeTimeout,
    int inputLimit,
    int outputLimit,
    int messageSize,
    MemoryBudget memory) {

  static final int INPUT_LIMIT = 64 * 1024;
  static final int OUTPUT_LIMIT = 1024 * 1024;
  static final int MESSAGE_SIZE = 64 * 1024;

  static Terms usual() {
    return new Terms(
        0, 0, 0, INPUT_LIMIT, OUTPUT_LIMIT, MESSAGE_SIZE, new MemoryBudget(Long.MAX_VALUE));
  }

  /** Whether a connection has to look at the clock now and then. */
  boolean anyTimeout() {
    return (idleTimeout | readTimeout | writeTimeout) != 0;
  }
}

package dev.sockeye.server;

import java.time.Duration;

/**
 * What holds for each connection, in bytes.
 *
 * @param connectTimeout how long a connect may take that a loop begins, in nanoseconds; 0 for ever
 * @param timeouts how long it may take
 * @param inputLimit how much a handler may leave unread
 * @param outputLimit how much is kept of writes, for each peer
 * @param messageSize the longest request
 * @param halfDuplex whether nothing is read while output is kept, unless the handler says otherwise
 * @param memory what all connections together may keep
 */
record Terms(
    long connectTimeout,
    Timeouts timeouts,
    int inputLimit,
    int outputLimit,
    int messageSize,
    boolean halfDuplex,
    MemoryBudget memory) {

  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
  static final int INPUT_LIMIT = 64 * 1024;
  static final int OUTPUT_LIMIT = 1024 * 1024;
  static final int MESSAGE_SIZE = 64 * 1024;

  /** For what a program registers by itself with a server's loop: its limits, and no more. */
  Terms limits() {
    return new Terms(
        connectTimeout, Timeouts.NONE, inputLimit, outputLimit, messageSize, false, memory);
  }
}

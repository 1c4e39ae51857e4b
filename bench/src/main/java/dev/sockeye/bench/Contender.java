package dev.sockeye.bench;

import java.io.IOException;

/** One of a pair: can do a number of operations in a row. */
interface Contender {

  /** Does {@code operations} operations, each in full. */
  void run(int operations) throws IOException;
}

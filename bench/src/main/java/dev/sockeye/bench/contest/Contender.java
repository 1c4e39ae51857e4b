package dev.sockeye.bench.contest;

import java.io.Closeable;
import java.io.IOException;

/** One of those that take turns at the work of a row. */
interface Contender extends Closeable {

  /** Does {@code operations} operations, each in full. */
  void run(int operations) throws IOException;

  @Override
  default void close() throws IOException {}

  /** Sets a contender up: its sockets, and the thread that serves the second of them. */
  @FunctionalInterface
  interface Opening {
    Contender open() throws IOException;
  }
}

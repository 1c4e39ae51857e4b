package dev.sockeye.bench;

/** What a row must show of Sockeye. */
public sealed interface Bar {

  /** At least so many times the speed of a peer, by the rounds' ratios. */
  record Beside(String peer, double least) implements Bar {}

  /** A figure of at least so much. */
  record AtLeast(double least) implements Bar {}

  /** A figure of at most so much. */
  record AtMost(double most) implements Bar {}
}

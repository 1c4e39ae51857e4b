package dev.sockeye.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Two contenders that take turns, Sockeye and its peer; which of them goes first alternates. */
final class Pair {

  // Nanoseconds an operation, a figure a round.
  private final double[] ours;
  private final double[] theirs;

  private Pair(int rounds) {
    ours = new double[rounds];
    theirs = new double[rounds];
  }

  static Pair measure(Contender ours, Contender theirs, int rounds, int operations)
      throws IOException {
    for (int i = 0; i < 5; i++) { // the compiler's turn
      ours.run(2 * operations);
      theirs.run(2 * operations);
    }
    Pair pair = new Pair(rounds);
    for (int i = 0; i < rounds; i++) {
      if (i % 2 == 0) {
        pair.ours[i] = time(ours, operations);
        pair.theirs[i] = time(theirs, operations);
      } else {
        pair.theirs[i] = time(theirs, operations);
        pair.ours[i] = time(ours, operations);
      }
    }
    return pair;
  }

  /** All rounds of several pairs, of which each had connections of its own. */
  static Pair of(List<Pair> parts) {
    Pair all = new Pair(parts.stream().mapToInt(part -> part.ours.length).sum());
    int at = 0;
    for (Pair part : parts) {
      System.arraycopy(part.ours, 0, all.ours, at, part.ours.length);
      System.arraycopy(part.theirs, 0, all.theirs, at, part.theirs.length);
      at += part.ours.length;
    }
    return all;
  }

  private static double time(Contender contender, int operations) throws IOException {
    long start = System.nanoTime();
    contender.run(operations);
    return (System.nanoTime() - start) / (double) operations;
  }

  /** How fast Sockeye is for its peer's 1: the quantile of the rounds' ratios. */
  double speed(double quantile) {
    double[] ratios = new double[ours.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = theirs[i] / ours[i];
    }
    return quantile(ratios, quantile);
  }

  /** Nanoseconds an operation of Sockeye's, the median of the rounds. */
  double oursNanos() {
    return quantile(ours, 0.5);
  }

  /** Nanoseconds an operation of the peer's, the median of the rounds. */
  double theirsNanos() {
    return quantile(theirs, 0.5);
  }

  private static double quantile(double[] figures, double quantile) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.round(quantile * (sorted.length - 1))];
  }
}

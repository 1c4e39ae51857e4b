package dev.sockeye.bench.contest;

import java.io.PrintStream;

/**
 * Tells the program that started this one what was measured: a line of tabulated fields for each
 * figure, and for each contender that could not run.
 */
final class Samples {

  private final PrintStream out;

  Samples(PrintStream out) {
    this.out = out;
  }

  void sample(String contender, int round, double value) {
    out.println(String.join("\t", "sample", contender, "" + round, "" + value));
  }

  /** A lack of the host's is an excuse, anything else a failure. */
  void absent(String contender, Throwable why) {
    boolean excused = why instanceof UnsupportedOperationException || why instanceof LinkageError;
    String reason = String.valueOf(why.getMessage()).lines().findFirst().orElse(why.toString());
    out.println(String.join("\t", excused ? "absent" : "failed", contender, reason));
  }
}

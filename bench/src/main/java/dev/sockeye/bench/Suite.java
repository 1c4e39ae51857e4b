package dev.sockeye.bench;

import java.io.IOException;
import java.util.List;

/** Rows that are measured in one way. */
public interface Suite {

  List<Row> rows();

  /** Whether a quick run measures a row of this though nobody asks for it by name. */
  default boolean isQuick(Row row) {
    return true;
  }

  /** Why none of this can be measured here; empty if it can. */
  default String lack(Lab lab) {
    return "";
  }

  /** Measures some rows as {@link #measure} does, or tells of each why it cannot. */
  default void run(List<Row> rows, Lab lab) throws IOException, InterruptedException {
    String lack = lack(lab);
    if (lack.isEmpty()) {
      measure(rows, lab);
    } else {
      rows.forEach(row -> lab.excused(row, Names.SOCKEYE, lack));
    }
  }

  /**
   * Measures some of the rows. A contender that cannot run, or fails, is told to the lab; so is a
   * row that this host cannot run at all.
   *
   * @param rows those of {@link #rows} that are wanted; at least one
   * @param lab where, and what takes the figures
   * @throws IOException if the measurement itself fails
   * @throws InterruptedException if interrupted
   */
  void measure(List<Row> rows, Lab lab) throws IOException, InterruptedException;
}

package dev.sockeye.bench;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A row of the table.
 *
 * @param id such as {@code round-trip/tcp}
 * @param title what is measured, for people
 * @param unit of its figures
 * @param bars what it must show; none if it is for information
 * @param isNative whether Sockeye calls the C library for it, and not the JDK's channels alone
 */
public record Row(String id, String title, Unit unit, List<Bar> bars, boolean isNative) {

  static Row of(String id, String title, Unit unit, Bar... bars) {
    return new Row(id, title, unit, List.of(bars), false);
  }

  /** The same row, where Sockeye calls the C library. */
  Row withNativeCalls() {
    return new Row(id, title, unit, bars, true);
  }

  /** A further row of what is measured for this one. */
  Row detail(String what, String heading, Unit of, List<Bar> held) {
    return new Row(id + "/" + what, title + ", " + heading, of, held, isNative);
  }

  /** Those without whom nothing can be said about the bars. */
  Set<String> needed() {
    Set<String> names = new LinkedHashSet<>(Set.of(Names.SOCKEYE));
    for (Bar bar : bars) {
      if (bar instanceof Bar.Beside beside) {
        names.add(beside.peer());
      }
    }
    return names;
  }
}

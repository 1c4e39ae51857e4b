package dev.sockeye.bench.report;

import dev.sockeye.bench.Absence;
import dev.sockeye.bench.Bar;
import dev.sockeye.bench.Judgement;
import dev.sockeye.bench.Names;
import dev.sockeye.bench.Results;
import dev.sockeye.bench.Row;
import dev.sockeye.bench.Series;
import dev.sockeye.bench.Unit;
import java.util.List;
import java.util.Optional;

/** A run of three rows: a round trip beside the JDK, an allocation, and one for information. */
final class Run {

  static final Row TRIP =
      row(
          "round-trip/tcp",
          "round trip",
          Unit.MICROS,
          new Bar.Beside(Names.JDK, 1, Optional.empty()));
  static final Row ALLOCATION = row("allocation/tcp", "allocated", Unit.BYTES, new Bar.AtMost(5));
  static final Row RESIDENT = row("memory/all", "resident", Unit.MEBIBYTES);

  /** Held to a bar that is out of reach. */
  static final Row RELAY =
      row(
          "relay/tcp",
          "relay",
          Unit.PART,
          new Bar.Beside(Names.SOCAT, 1.15, Optional.of(new Bar.Attainable(0.7, "C has 0.68"))));

  static final List<Row> ROWS = List.of(TRIP, ALLOCATION, RESIDENT);

  final Results results = new Results();

  private static Row row(String id, String title, Unit unit, Bar... bars) {
    return new Row(id, title, unit, List.of(bars), false);
  }

  Run add(Row row, String contender, double... figures) {
    for (int round = 0; round < figures.length; round++) {
      results.add(series(row, contender), round, figures[round]);
    }
    return this;
  }

  Run absent(Row row, String contender, String reason, boolean excused) {
    results.absent(series(row, contender), new Absence(reason, excused));
    return this;
  }

  List<Judgement> judge(Row... rows) {
    return Judgement.all(List.of(rows), results, "17");
  }

  static Series series(Row row, String contender) {
    return new Series("17", row.id(), contender);
  }
}

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

/** A run of three rows: a round trip beside the JDK, an allocation, and one for information. */
final class Run {

  static final Row TRIP =
      new Row("round-trip/tcp", "round trip", Unit.MICROS, List.of(new Bar.Beside(Names.JDK, 1)));
  static final Row ALLOCATION =
      new Row("allocation/tcp", "allocated", Unit.BYTES, List.of(new Bar.AtMost(5)));
  static final Row RESIDENT = new Row("memory/all", "resident", Unit.MEBIBYTES, List.of());
  static final List<Row> ROWS = List.of(TRIP, ALLOCATION, RESIDENT);

  final Results results = new Results();

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

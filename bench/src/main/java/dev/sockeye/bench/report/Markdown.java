package dev.sockeye.bench.report;

import static dev.sockeye.bench.Judgement.Verdict.MET;
import static dev.sockeye.bench.Judgement.Verdict.MISSED;
import static dev.sockeye.bench.Judgement.Verdict.OUT_OF_REACH;

import dev.sockeye.bench.Absence;
import dev.sockeye.bench.Judgement;
import dev.sockeye.bench.Results;
import dev.sockeye.bench.Row;
import dev.sockeye.bench.Series;
import dev.sockeye.bench.Spread;
import dev.sockeye.bench.Unit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tables of a run. */
public final class Markdown {

  private Markdown() {}

  /** The rows held to their bars. */
  public static String judgements(List<Judgement> judgements) {
    if (judgements.isEmpty()) {
      return "";
    }
    StringBuilder text =
        new StringBuilder("| | Sockeye | beside | | speed | quartiles | bar | |\n")
            .append("|---|--:|---|--:|--:|--:|--:|---|\n");
    judgements.forEach(judgement -> text.append(row(judgement)));
    return text.toString();
  }

  private static String row(Judgement judgement) {
    Unit unit = judgement.row().unit();
    boolean own = judgement.peer().isEmpty();
    return line(
        judgement.row().title(),
        median(unit, judgement.ours()),
        judgement.peer(),
        median(unit, judgement.theirs()),
        own ? "" : judgement.speed().map(s -> ratio(s.median())).orElse(""),
        judgement.speed().map(s -> quartiles(own ? unit : Unit.PART, s)).orElse(""),
        judgement.barText(),
        verdict(judgement));
  }

  private static String verdict(Judgement judgement) {
    String reason = judgement.reason();
    return judgement.verdict() + attainable(judgement) + (reason.isEmpty() ? "" : ": " + reason);
  }

  /** What must hold in place of a bar that is out of reach, where that bar was not reached. */
  private static String attainable(Judgement judgement) {
    boolean said = judgement.verdict() == OUT_OF_REACH || judgement.verdict() == MISSED;
    return judgement
        .attainable()
        .filter(shown -> said)
        .map(shown -> ", must be " + bar(shown.least()))
        .orElse("");
  }

  private static String bar(double least) {
    return String.format(Locale.ROOT, "%.2f", least);
  }

  private static String median(Unit unit, Optional<Spread> spread) {
    return spread.map(s -> unit.formatWithSymbol(s.median())).orElse("");
  }

  private static String quartiles(Unit unit, Spread spread) {
    return unit.format(spread.low()) + " - " + unit.format(spread.high());
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String line(String... cells) {
    StringBuilder text = new StringBuilder("|");
    for (String cell : cells) {
      text.append(' ').append(oneLine(cell).replace("|", "\\|")).append(" |");
    }
    return text.append('\n').toString();
  }

  /** What programs complain of may have several lines. */
  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }

  /** What everyone had in some rows: a table of medians and quartiles. */
  public static String figures(List<Row> rows, Results results, String java) {
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.addAll(results.contenders(java, row.id())));
    if (names.isEmpty()) {
      return "";
    }
    List<String> head = new ArrayList<>(List.of("", "unit"));
    List<String> rule = new ArrayList<>(List.of("---", "---"));
    for (String name : names) {
      head.add(name);
      rule.add("--:");
    }
    StringBuilder text = new StringBuilder(line(head.toArray(String[]::new)));
    text.append("|").append(String.join("|", rule)).append("|\n");
    for (Row row : rows) {
      List<String> cells = new ArrayList<>(List.of(row.title(), row.unit().symbol()));
      for (String name : names) {
        cells.add(figure(row, results.spread(new Series(java, row.id(), name))));
      }
      if (cells.stream().skip(2).anyMatch(cell -> !cell.isEmpty())) {
        text.append(line(cells.toArray(String[]::new)));
      }
    }
    return text.toString();
  }

  private static String figure(Row row, Optional<Spread> spread) {
    Unit unit = row.unit();
    return spread
        .map(s -> unit.format(s.median()) + (s.count() > 1 ? " (" + quartiles(unit, s) + ")" : ""))
        .orElse("");
  }

  /** Who could not take part, and why; empty if all could. */
  public static String absences(Results results) {
    Map<String, Set<String>> rows = new java.util.TreeMap<>();
    for (Map.Entry<Series, Absence> entry : results.absences().entrySet()) {
      Series series = entry.getKey();
      Absence absence = entry.getValue();
      String who = series.contender() + " on Java " + series.java();
      String what = absence.excused() ? "could not run" : "**failed**";
      String why = oneLine(who + " " + what + ": " + absence.reason());
      rows.computeIfAbsent(why, k -> new LinkedHashSet<>()).add(series.row());
    }
    StringBuilder text = new StringBuilder();
    rows.forEach(
        (reason, where) ->
            text.append("* ")
                .append(String.join(", ", where))
                .append(": ")
                .append(reason)
                .append('\n'));
    return text.toString();
  }

  /** Those bars that were not met, or met within the spread only. */
  public static String notWon(List<Judgement> judgements) {
    StringBuilder text = new StringBuilder();
    for (Judgement judgement : judgements) {
      if (judgement.verdict() != MET) {
        text.append("* Java ")
            .append(judgement.java())
            .append(", ")
            .append(judgement.row().title());
        if (!judgement.peer().isEmpty()) {
          text.append(", beside ").append(judgement.peer());
        }
        text.append(": ").append(judgement.verdict());
        judgement
            .speed()
            .ifPresent(
                s ->
                    text.append(", ")
                        .append(ratio(s.median()))
                        .append(" for ")
                        .append(judgement.barText()));
        text.append(why(judgement)).append('\n');
      }
    }
    return text.isEmpty() ? "Every bar was met.\n" : text.toString();
  }

  private static String why(Judgement judgement) {
    if (judgement.reason().isEmpty()) {
      return judgement
          .attainable()
          .map(shown -> " (must be " + bar(shown.least()) + ": " + shown.why() + ")")
          .orElse("");
    }
    return ": " + oneLine(judgement.reason());
  }

  /** What a run was made on. */
  public static String environment(Map<String, String> facts) {
    StringBuilder text = new StringBuilder("| | |\n|---|---|\n");
    facts.forEach((name, value) -> text.append(line(name, value)));
    return text.toString();
  }
}

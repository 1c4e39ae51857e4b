package dev.sockeye.bench;

import static dev.sockeye.bench.Names.SOCKEYE;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A row held to one of its bars.
 *
 * @param java the version of Java
 * @param row the row
 * @param bar the bar
 * @param ours Sockeye's figures
 * @param theirs the peer's, if the bar has one
 * @param speed what is held to the bar: the rounds' ratios, or the figures
 * @param verdict how that went
 * @param reason why it was not measured, or not to its end, if so
 */
public record Judgement(
    String java,
    Row row,
    Bar bar,
    Optional<Spread> ours,
    Optional<Spread> theirs,
    Optional<Spread> speed,
    Verdict verdict,
    String reason) {

  /** How a row stands to its bar. */
  public enum Verdict {
    MET("met"),
    /** The median is short of the bar, the better quartile is not. */
    WITHIN_SPREAD("within the spread"),
    /**
     * Short of a bar that is out of reach, and not of what is attainable by more than the spread.
     */
    OUT_OF_REACH("out of reach"),
    MISSED("MISSED"),
    NOT_RUN("not run"),
    /** What should have run here did not, or Sockeye not to its end. */
    FAILED("FAILED");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    public boolean isMissed() {
      return this == MISSED || this == FAILED;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Holds every row that was asked for on a Java to every bar of its. */
  public static List<Judgement> all(List<Row> rows, Results results, String java) {
    List<Judgement> judgements = new ArrayList<>();
    for (Row row : rows) {
      if (!results.has(java, row)) {
        continue;
      }
      for (Bar bar : row.bars()) {
        judgements.add(of(row, bar, results, java));
      }
    }
    return judgements;
  }

  static Judgement of(Row row, Bar bar, Results results, String java) {
    Series ours = new Series(java, row.id(), SOCKEYE);
    Optional<Series> theirs =
        bar instanceof Bar.Beside beside
            ? Optional.of(new Series(java, row.id(), beside.peer()))
            : Optional.empty();
    Optional<Spread> speed =
        theirs.isPresent() ? results.speed(row.unit(), ours, theirs.get()) : results.spread(ours);
    boolean failed = results.absence(ours).filter(absence -> !absence.excused()).isPresent();
    boolean measured = speed.isPresent() && !failed;
    Optional<Absence> absence = results.absence(ours);
    if (absence.isEmpty()) {
      absence = theirs.flatMap(results::absence);
    }
    return new Judgement(
        java,
        row,
        bar,
        results.spread(ours),
        theirs.flatMap(results::spread),
        speed,
        measured ? verdict(bar, speed.get()) : missing(absence),
        measured ? "" : absence.map(Absence::reason).orElse("nothing was measured"));
  }

  private static Verdict missing(Optional<Absence> absence) {
    return absence.isPresent() && absence.get().excused() ? Verdict.NOT_RUN : Verdict.FAILED;
  }

  private static Verdict verdict(Bar bar, Spread speed) {
    if (bar instanceof Bar.AtMost limit) {
      return verdict(speed.median() <= limit.most(), speed.low() <= limit.most());
    }
    Bar.Beside beside = (Bar.Beside) bar;
    double least = beside.least();
    Verdict verdict = verdict(speed.median() >= least, speed.high() >= least);
    boolean attained =
        beside.attainable().filter(shown -> speed.high() >= shown.least()).isPresent();
    return verdict == Verdict.MISSED && attained ? Verdict.OUT_OF_REACH : verdict;
  }

  private static Verdict verdict(boolean met, boolean nearly) {
    return met ? Verdict.MET : nearly ? Verdict.WITHIN_SPREAD : Verdict.MISSED;
  }

  /** Such as {@code JDK channel}; empty if the bar has no peer. */
  public String peer() {
    return bar instanceof Bar.Beside beside ? beside.peer() : "";
  }

  /** What must hold though the bar is out of reach, if it is. */
  public Optional<Bar.Attainable> attainable() {
    return bar instanceof Bar.Beside beside ? beside.attainable() : Optional.empty();
  }

  /** How many times the peer's speed it must be; of a bar beside one. */
  public double leastSpeed() {
    return ((Bar.Beside) bar).least();
  }

  public String barText() {
    return bar instanceof Bar.AtMost limit
        ? "at most " + row.unit().formatWithSymbol(limit.most())
        : String.format(Locale.ROOT, "%.2f", leastSpeed());
  }
}

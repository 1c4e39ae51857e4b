package dev.sockeye.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultsTest {

  private static final Series OURS = new Series("17", "round-trip/tcp", Names.SOCKEYE);
  private static final Series THEIRS = new Series("17", "round-trip/tcp", Names.JDK);

  private final Results results = new Results();

  private void add(Series series, double... figures) {
    for (int round = 0; round < figures.length; round++) {
      results.add(series, round, figures[round]);
    }
  }

  private double speed(Unit unit) {
    return results.speed(unit, OURS, THEIRS).orElseThrow().median();
  }

  /** The machine's speed changes from round to round, and with it both figures. */
  @Test
  void speedIsTheMedianOfTheRoundsRatiosAndNotTheRatioOfTheMedians() {
    add(OURS, 10, 40, 100);
    add(THEIRS, 20, 40, 50);
    assertEquals(1, speed(Unit.MICROS));
    add(OURS, 10, 20, 30);
    add(THEIRS, 20, 60, 30);
    assertEquals(2, speed(Unit.MICROS), "the ratio of the medians is 1.5");
  }

  @Test
  void lessTimeIsMoreSpeed() {
    add(OURS, 10);
    add(THEIRS, 20);
    assertEquals(2, speed(Unit.MICROS));
  }

  @Test
  void moreOfARateIsMoreSpeed() {
    add(OURS, 10);
    add(THEIRS, 20);
    assertEquals(0.5, speed(Unit.REQUESTS_PER_SECOND));
  }

  @Test
  void aRoundThatOneOfThemLacksDoesNotCount() {
    results.add(OURS, 0, 10);
    results.add(OURS, 1, 10);
    results.add(THEIRS, 1, 30);
    results.add(THEIRS, 2, 1000);
    assertEquals(Optional.of(new Spread(3, 3, 3, 1)), results.speed(Unit.MICROS, OURS, THEIRS));
  }

  @Test
  void withoutACommonRoundThereIsNoSpeed() {
    results.add(OURS, 0, 10);
    results.add(THEIRS, 1, 10);
    assertTrue(results.speed(Unit.MICROS, OURS, THEIRS).isEmpty());
  }

  @Test
  void comparingChangesNoFigures() {
    add(OURS, 10, 20);
    add(THEIRS, 40);
    assertEquals(4, speed(Unit.MICROS));
    assertEquals(List.of(10.0, 20.0), List.copyOf(results.figures(OURS).values()));
  }

  @Test
  void ofARowThatALaterRunHasOnAJavaNothingOlderIsLeft() {
    Series other = new Series("25", OURS.row(), OURS.contender());
    add(OURS, 10, 20, 30);
    add(THEIRS, 10);
    add(other, 5);
    Results later = new Results();
    later.add(OURS, 0, 7);
    later.absent(new Series("17", "round-trip/udp", Names.JDK), new Absence("no", true));
    results.replaceBy(later);
    assertEquals(List.of(7.0), List.copyOf(results.figures(OURS).values()));
    assertEquals(List.of(), List.copyOf(results.figures(THEIRS).values()));
    assertEquals(List.of(5.0), List.copyOf(results.figures(other).values()));
    assertEquals(1, results.absences().size());
  }

  @Test
  void anAbsenceOfARowThatWentWellLaterIsGone() {
    results.absent(THEIRS, new Absence("crashed", false));
    Results later = new Results();
    later.add(OURS, 0, 7);
    results.replaceBy(later);
    assertEquals(Map.of(), results.absences());
  }

  @Test
  void theFirstReasonOfAnAbsenceStands() {
    results.absent(OURS, new Absence("cause", false));
    results.absent(OURS, new Absence("consequence", true));
    assertEquals(Optional.of(new Absence("cause", false)), results.absence(OURS));
  }

  @Test
  void whoIsAbsentCountsAsAJavaButNotAsAContender() {
    add(OURS, 1);
    results.absent(new Series("25", "round-trip/tcp", Names.JDK), new Absence("no", true));
    assertEquals(List.of("17", "25"), List.copyOf(results.javas()));
    assertEquals(List.of(Names.SOCKEYE), List.copyOf(results.contenders("17", OURS.row())));
    assertTrue(results.contenders("25", OURS.row()).isEmpty());
  }
}

package dev.sockeye.bench;

import static dev.sockeye.bench.Names.JDK;
import static dev.sockeye.bench.Names.SOCKEYE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.bench.Judgement.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JudgementTest {

  private static final String ID = "row/1";
  private static final Bar BESIDE_JDK = new Bar.Beside(JDK, 1);

  private final Results results = new Results();

  private void add(String contender, double... figures) {
    for (int round = 0; round < figures.length; round++) {
      results.add(new Series("17", ID, contender), round, figures[round]);
    }
  }

  private void absent(String contender, String reason, boolean excused) {
    results.absent(new Series("17", ID, contender), new Absence(reason, excused));
  }

  private Judgement judge(Unit unit, Bar bar) {
    return Judgement.of(Row.of(ID, "row", unit, bar), bar, results, "17");
  }

  private void assertJudged(Verdict verdict, String reason) {
    Judgement judgement = judge(Unit.MICROS, BESIDE_JDK);
    assertEquals(verdict, judgement.verdict());
    assertEquals(reason, judgement.reason());
  }

  /** Quartiles and median of three figures are the middles of the first two, and so on. */
  @ParameterizedTest
  @CsvSource({
    "1.0, 1.0, 1.0, MET",
    "0.1, 1.0, 1.1, MET",
    "0.8, 0.9, 1.1, WITHIN_SPREAD",
    "0.8, 0.9, 1.0, MISSED"
  })
  void theMedianMeetsABarBesideAPeerAndTheUpperQuartileComesNear(
      double low, double median, double high, Verdict verdict) {
    add(SOCKEYE, low, median, high);
    add(JDK, 1, 1, 1);
    assertEquals(verdict, judge(Unit.PART, new Bar.Beside(JDK, 1)).verdict());
  }

  @ParameterizedTest
  @CsvSource({
    "5, 5, 5, MET",
    "4, 5, 9, MET",
    "2, 6, 9, WITHIN_SPREAD",
    "5, 6, 9, MISSED",
  })
  void theMedianMeetsABarOfAtMostAndTheLowerQuartileComesNear(
      double low, double median, double high, Verdict verdict) {
    add(SOCKEYE, low, median, high);
    assertEquals(verdict, judge(Unit.BYTES, new Bar.AtMost(5)).verdict());
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 1.1, 1.2, MET",
    "0.8, 0.9, 1.1, WITHIN_SPREAD",
    "0.6, 0.8, 0.9, OUT_OF_REACH",
    "0.6, 0.7, 0.7, OUT_OF_REACH",
    "0.6, 0.6, 0.8, OUT_OF_REACH",
    "0.6, 0.6, 0.7, MISSED"
  })
  void belowABarThatIsOutOfReachWhatIsAttainableMustHold(
      double low, double median, double high, Verdict verdict) {
    add(SOCKEYE, low, median, high);
    add(JDK, 1, 1, 1);
    Bar bar = new Bar.Beside(JDK, 1).outOfReach(0.7, "C has no more");
    Judgement judgement = judge(Unit.PART, bar);
    assertEquals(verdict, judgement.verdict());
    assertEquals("1.00", judgement.barText());
    assertEquals(Optional.of(new Bar.Attainable(0.7, "C has no more")), judgement.attainable());
  }

  @Test
  void aBarThatIsInReachHasNothingElseToHold() {
    assertEquals(Optional.empty(), judge(Unit.MICROS, BESIDE_JDK).attainable());
    assertEquals(Optional.empty(), judge(Unit.BYTES, new Bar.AtMost(1)).attainable());
  }

  @ParameterizedTest
  @CsvSource({
    "MICROS, 10, 9, MISSED",
    "MICROS, 9, 10, MET",
    "PART, 10, 9, MET",
    "PART, 9, 10, MISSED"
  })
  void besideAPeerItIsTheSpeedThatCounts(Unit unit, double ours, double theirs, Verdict verdict) {
    add(SOCKEYE, ours);
    add(JDK, theirs);
    assertEquals(verdict, judge(unit, BESIDE_JDK).verdict());
  }

  @Test
  void aPeerThatThisHostLacksIsNotRun() {
    add(SOCKEYE, 1);
    absent(JDK, "not here", true);
    assertJudged(Verdict.NOT_RUN, "not here");
  }

  @Test
  void aPeerThatFailedFailsTheRow() {
    add(SOCKEYE, 1);
    absent(JDK, "crashed", false);
    assertJudged(Verdict.FAILED, "crashed");
  }

  @Test
  void ofTwoReasonsSockeyesIsTold() {
    absent(JDK, "not here", true);
    absent(SOCKEYE, "crashed", false);
    assertJudged(Verdict.FAILED, "crashed");
  }

  @Test
  void figuresThatAreMissingWithoutAReasonAreAFailure() {
    assertJudged(Verdict.FAILED, "nothing was measured");
  }

  @Test
  void roundsThatWentWellDoNotHideThatSockeyeFailedLater() {
    add(SOCKEYE, 1, 1);
    add(JDK, 2, 2, 2);
    absent(SOCKEYE, "crashed", false);
    assertJudged(Verdict.FAILED, "crashed");
  }

  @ParameterizedTest
  @EnumSource
  void aRunMissesByWhatIsBeyondTheSpreadOrFailed(Verdict verdict) {
    assertEquals(verdict == Verdict.MISSED || verdict == Verdict.FAILED, verdict.isMissed());
  }

  @Test
  void everyRowIsHeldToEachOfItsBars() {
    Row two = Row.of(ID, "row", Unit.MICROS, BESIDE_JDK, new Bar.AtMost(5));
    Row none = Row.of("row/2", "for information", Unit.MICROS);
    absent(JDK, "not here", true);
    List<Judgement> judgements = Judgement.all(List.of(two, none), results, "17");
    assertEquals(two.bars(), judgements.stream().map(Judgement::bar).toList());
  }

  @Test
  void aRowThatWasNotAskedForOnAJavaIsNotJudged() {
    add(SOCKEYE, 1);
    Row row = Row.of(ID, "row", Unit.MICROS, BESIDE_JDK);
    assertEquals(1, Judgement.all(List.of(row), results, "17").size());
    assertEquals(List.of(), Judgement.all(List.of(row), results, "25 jnr"));
  }

  @Test
  void aBarSaysWhatItAsks() {
    assertEquals("0.97", judge(Unit.MICROS, new Bar.Beside(JDK, 0.97)).barText());
    assertEquals("at most 0.02 B", judge(Unit.BYTES, new Bar.AtMost(0.02)).barText());
  }

  @Test
  void onlyABarBesideAPeerNamesOne() {
    assertEquals(JDK, judge(Unit.MICROS, BESIDE_JDK).peer());
    assertEquals("", judge(Unit.BYTES, new Bar.AtMost(1)).peer());
  }
}

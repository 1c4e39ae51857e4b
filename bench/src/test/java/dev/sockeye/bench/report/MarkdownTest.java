package dev.sockeye.bench.report;

import static dev.sockeye.bench.Names.JDK;
import static dev.sockeye.bench.Names.SOCAT;
import static dev.sockeye.bench.Names.SOCKEYE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.bench.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarkdownTest {

  private final Run run = new Run();

  /** The lines of a table of judgements below its head. */
  private List<String> rows(Row... rows) {
    List<String> lines = Markdown.judgements(run.judge(rows)).lines().toList();
    return lines.subList(2, lines.size());
  }

  @Test
  void besideAPeerBothFiguresAndTheSpeedAreShown() {
    run.add(Run.TRIP, SOCKEYE, 10, 20, 40).add(Run.TRIP, JDK, 20, 20, 20);
    assertEquals(
        "| round trip | 20.00 µs | JDK channel | 20.00 µs | 1.000 | 0.750 - 1.500 | 1.00 | met |",
        rows(Run.TRIP).get(0));
  }

  @Test
  void withoutAPeerTheQuartilesAreFigures() {
    run.add(Run.ALLOCATION, SOCKEYE, 6, 7, 8);
    assertEquals(
        "| allocated | 7.00 B |  |  |  | 6.50 - 7.50 | at most 5.00 B | MISSED |",
        rows(Run.ALLOCATION).get(0));
  }

  @Test
  void whatWasNotRunHasItsReason() {
    run.add(Run.TRIP, SOCKEYE, 10).absent(Run.TRIP, JDK, "not here", true);
    assertEquals(
        "| round trip | 10.00 µs | JDK channel |  |  |  | 1.00 | not run: not here |",
        rows(Run.TRIP).get(0));
  }

  @Test
  void aReasonCannotBreakTheTable() {
    run.absent(Run.TRIP, SOCKEYE, "a | b\nc", false);
    assertEquals(
        "| round trip |  | JDK channel |  |  |  | 1.00 | FAILED: a \\| b c |",
        rows(Run.TRIP).get(0));
    assertEquals("* round-trip/tcp: Sockeye on Java 17 **failed**: a | b c\n", absences());
  }

  private String absences() {
    return Markdown.absences(run.results);
  }

  @Test
  void figuresHaveAColumnForEachContenderAndNoEmptyRows() {
    run.add(Run.TRIP, SOCKEYE, 10, 20, 40).add(Run.RESIDENT, JDK, 5);
    assertEquals(
        """
        |  | unit | Sockeye | JDK channel |
        |---|---|--:|--:|
        | round trip | µs | 20.00 (15.00 - 30.00) |  |
        | resident | MiB |  | 5.0 |
        """,
        Markdown.figures(Run.ROWS, run.results, "17"));
  }

  @Test
  void aJavaWithoutFiguresHasNoTable() {
    run.add(Run.TRIP, SOCKEYE, 10);
    assertEquals("", Markdown.figures(Run.ROWS, run.results, "25"));
    assertEquals("", Markdown.judgements(List.of()));
  }

  @Test
  void rowsThatLackOneForOneReasonShareALine() {
    run.absent(Run.TRIP, JDK, "not here", true).absent(Run.RESIDENT, JDK, "not here", true);
    run.absent(Run.TRIP, SOCKEYE, "crashed", false);
    assertEquals(
        """
        * round-trip/tcp, memory/all: JDK channel on Java 17 could not run: not here
        * round-trip/tcp: Sockeye on Java 17 **failed**: crashed
        """,
        absences());
  }

  @Test
  void barsThatWereNotMetAreTold() {
    run.add(Run.TRIP, SOCKEYE, 10).add(Run.TRIP, JDK, 5);
    run.absent(Run.ALLOCATION, SOCKEYE, "crashed", false);
    assertEquals(
        """
        * Java 17, round trip, beside JDK channel: MISSED, 0.500 for 1.00
        * Java 17, allocated: FAILED: crashed
        """,
        Markdown.notWon(run.judge(Run.TRIP, Run.ALLOCATION)));
  }

  @Test
  void aBarOutOfReachIsNotWonAndSaysWhatMustHold() {
    run.add(Run.RELAY, SOCKEYE, 0.8).add(Run.RELAY, SOCAT, 1);
    String table = Markdown.judgements(run.judge(Run.RELAY));
    assertTrue(table.endsWith("| 1.15 | out of reach, must be 0.70 |\n"), table);
    assertEquals(
        "* Java 17, relay, beside socat: out of reach, 0.800 for 1.15 (must be 0.70: C has 0.68)\n",
        Markdown.notWon(run.judge(Run.RELAY)));
  }

  @Test
  void belowWhatIsAttainableItIsMissedAndSaysSoToo() {
    run.add(Run.RELAY, SOCKEYE, 0.6).add(Run.RELAY, SOCAT, 1);
    String table = Markdown.judgements(run.judge(Run.RELAY));
    assertTrue(table.endsWith("| 1.15 | MISSED, must be 0.70 |\n"), table);
  }

  @Test
  void aBarThatIsMetThoughItWasOutOfReachIsMet() {
    run.add(Run.RELAY, SOCKEYE, 1.2).add(Run.RELAY, SOCAT, 1);
    String table = Markdown.judgements(run.judge(Run.RELAY));
    assertTrue(table.endsWith("| 1.15 | met |\n"), table);
  }

  @Test
  void thatEveryBarWasMetIsSaid() {
    run.add(Run.TRIP, SOCKEYE, 10).add(Run.TRIP, JDK, 10);
    assertEquals("Every bar was met.\n", Markdown.notWon(run.judge(Run.TRIP)));
  }

  @Test
  void theEnvironmentIsATable() {
    assertEquals(
        "| | |\n|---|---|\n| kernel | Linux |\n", Markdown.environment(Map.of("kernel", "Linux")));
  }
}

package dev.sockeye.bench.report;

import static dev.sockeye.bench.Names.JDK;
import static dev.sockeye.bench.Names.SOCAT;
import static dev.sockeye.bench.Names.SOCKEYE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.bench.Absence;
import dev.sockeye.bench.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {

  @TempDir private Path folder;

  private Results writtenAndRead(Run run) throws IOException {
    Csv.write(folder, run.results, Map.of());
    return Csv.read(folder);
  }

  @Test
  void figuresAndAbsencesAreReadAsTheyWereWritten() throws IOException {
    Run run =
        new Run()
            .add(Run.TRIP, SOCKEYE, 1.0 / 3, 1e-9, 123_456_789.25)
            .add(Run.RESIDENT, JDK, 5)
            .absent(Run.TRIP, JDK, "not here", true)
            .absent(Run.ALLOCATION, SOCKEYE, "", false);
    Results read = writtenAndRead(run);
    assertEquals(run.results.figures(), read.figures());
    assertEquals(run.results.absences(), read.absences());
    assertEquals(List.copyOf(run.results.figures().keySet()), List.copyOf(read.figures().keySet()));
  }

  @Test
  void aReasonOfSeveralLinesBecomesOne() throws IOException {
    Results read = writtenAndRead(new Run().absent(Run.TRIP, JDK, "one\n\ttwo\r\nthree", false));
    assertEquals(
        Optional.of(new Absence("one two three", false)), read.absence(Run.series(Run.TRIP, JDK)));
  }

  @Test
  void anExceptionWithoutAMessageDoesNotLoseTheRun() throws IOException {
    Results read = writtenAndRead(new Run().absent(Run.TRIP, JDK, null, false));
    assertEquals(Optional.of(new Absence("null", false)), read.absence(Run.series(Run.TRIP, JDK)));
  }

  @Test
  void theEnvironmentIsReadAsItWasWrittenInItsOrder() throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("machine", "two, of them");
    facts.put("kernel", "");
    facts.put("Java 17", "with a\ttab");
    Csv.write(folder, new Results(), facts);
    Map<String, String> read = Csv.readEnvironment(folder);
    assertEquals(List.copyOf(facts.entrySet()), List.copyOf(read.entrySet()));
  }

  @Test
  void theTableHasALineForEachBar() throws IOException {
    Run run = new Run().add(Run.TRIP, SOCKEYE, 10, 20, 40).add(Run.TRIP, JDK, 20, 20, 20);
    run.absent(Run.ALLOCATION, SOCKEYE, "not here", true);
    run.add(Run.RELAY, SOCKEYE, 0.8).add(Run.RELAY, SOCAT, 1);
    Csv.writeTable(folder, run.judge(Run.TRIP, Run.ALLOCATION, Run.RESIDENT, Run.RELAY));
    assertEquals(
        List.of(
            "java,row,unit,sockeye,peer,peer_figure,speed,low,high,bar,attainable,verdict",
            "17,round-trip/tcp,µs,20.00,JDK channel,20.00,1.000,0.7500,1.500,1.00,,met",
            "17,allocation/tcp,B,,,,,,,at most 5.00 B,,not run",
            "17,relay/tcp,,0.8000,socat,1.000,0.8000,0.8000,0.8000,1.15,0.7000,out of reach"),
        Files.readAllLines(folder.resolve("table.csv")));
  }
}

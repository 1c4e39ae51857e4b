package dev.sockeye.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrialTest {

  private static final Row ROW =
      Row.of("framed/1", "framed", Unit.REQUESTS_PER_SECOND, new Bar.Beside("C", 1));

  private final Trial trial =
      Trial.of(ROW, Service.FRAMED, 200).inFlight(16).cpuBars(new Bar.Beside("D", 1));

  @Test
  void theLoadIsToldOfTheServiceAndOfHowMuch() {
    assertEquals(List.of("-f", "-c200", "-d16"), trial.loadOptions());
    assertEquals(List.of("-f", "-c200", "-d16"), trial.warmUpOptions());
    assertEquals(List.of("-f", "-c100", "-d1"), trial.inFlight(1).warmUpOptions());
  }

  @Test
  void neededIsWhomAnyBarNames() {
    assertTrue(trial.needs(Names.SOCKEYE));
    assertTrue(trial.needs("C"));
    assertTrue(trial.needs("D"));
    assertFalse(trial.needs("E"));
  }

  @Test
  void detailsAreRowsOfTheTrial() {
    assertTrue(trial.has(ROW));
    trial.details().forEach(row -> assertTrue(trial.has(row), row.id()));
    assertFalse(trial.has(Row.of("framed/16", "other", Unit.MICROS)));
  }

  @Test
  void noTwoRowsOfServersHaveOneName() {
    List<String> ids = new ServerSuite().rows().stream().map(Row::id).toList();
    assertEquals(ids.size(), new HashSet<>(ids).size());
  }

  @Test
  void aQuickRunLeavesOutWhatOnlyTheFullOneHas() {
    ServerSuite suite = new ServerSuite();
    for (Trial one : Trials.ALL) {
      one.details().forEach(row -> assertEquals(one.isQuick(), suite.isQuick(row), row.id()));
      assertEquals(one.isQuick(), suite.isQuick(one.row()));
    }
  }

  @Test
  void everyServiceWithABarBesideSomebodyHasTheirServer() {
    for (Trial one : Trials.ALL) {
      for (Row row : one.rows()) {
        assertTrue(one.service().servers().containsAll(row.needed()), row.id());
      }
    }
  }
}

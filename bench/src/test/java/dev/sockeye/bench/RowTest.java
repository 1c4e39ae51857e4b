package dev.sockeye.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {

  @Test
  void neededAreSockeyeAndThePeersOfTheBars() {
    Bar[] bars = {new Bar.Beside("C", 1), new Bar.AtMost(1), new Bar.Beside("D", 1)};
    Row row = Row.of("row/1", "row", Unit.MICROS, bars);
    assertEquals(List.of(Names.SOCKEYE, "C", "D"), List.copyOf(row.needed()));
  }
}

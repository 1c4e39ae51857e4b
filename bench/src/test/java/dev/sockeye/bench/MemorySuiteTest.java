package dev.sockeye.bench;

import static dev.sockeye.bench.Names.NETTY_EPOLL;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemorySuiteTest {

  private final Suite suite = new MemorySuite();

  @Test
  void aQuickRunMeasuresTheRowsWithBars() {
    Row framed = Labs.row(suite, "idle/framed");
    assertEquals(List.of(framed), suite.rows().stream().filter(suite::isQuick).toList());
  }

  @Test
  void aFramedConnectionMayTakeNoMoreThanNettys() {
    Bar bar = new Bar.Beside(NETTY_EPOLL, 1);
    assertEquals(List.of(bar), Labs.row(suite, "idle/framed").bars());
  }

  @Test
  void eachKindHasItsSumAndBothParts() {
    for (String kind : List.of("events", "framed", "blocking", "tls")) {
      for (String part : List.of("", "/heap", "/outside")) {
        assertEquals(Unit.BYTES, Labs.row(suite, "idle/" + kind + part).unit());
      }
    }
  }
}

package dev.sockeye.bench.contest;

import static dev.sockeye.bench.Names.JDK;
import static dev.sockeye.bench.Names.SOCKEYE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ContestsTest {

  @Test
  void aRowThatThereIsNotIsToldByItsName() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Contests.of("round-trip/smoke"));
    assertEquals("no such row: round-trip/smoke", e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "framed/tcp, " + SOCKEYE,
    "framed/tcp, " + JDK,
    "framed/tcp-batch, " + SOCKEYE,
    "framed/tcp-batch, " + JDK,
    "framed/tcp-batch-64, " + SOCKEYE,
    "framed/tcp-batch-64, " + JDK,
  })
  void burstsOfFramedMessagesComeToAnEnd(String row, String name) throws IOException {
    try (Contender contender = Contests.of(row).open(name)) {
      contender.run(3);
    }
  }
}

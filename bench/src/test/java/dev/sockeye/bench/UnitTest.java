package dev.sockeye.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class UnitTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MICROS | 1234.567 | 1234.57 µs",
        "MILLIS | 99.96 | 100.0 ms",
        "BYTES | 0.018 | 0.02 B",
        "MEBIBYTES | 87.25 | 87.3 MiB",
        "GIGABYTES_PER_SECOND | 3.14159 | 3.14 GB/s",
        "REQUESTS_PER_SECOND | 111234.5 | 111,235 requests/s",
        "CONNECTIONS_PER_SECOND | 21234.5 | 21,235 connections/s",
        "PART | 0.78349 | 0.783",
        "CORES | 0.2184 | 0.218 cores"
      })
  void figuresHaveTheirSymbolAndAsManyPlacesAsTheyAreGoodFor(
      Unit unit, double figure, String text) {
    assertEquals(text, unit.formatWithSymbol(figure));
  }

  @ParameterizedTest
  @EnumSource
  void ofTimesAndSizesTheSmallerIsFasterAndOfRatesTheGreater(Unit unit) {
    boolean rate =
        switch (unit) {
          case MICROS, MILLIS, BYTES, MEBIBYTES, CORES -> false;
          case GIGABYTES_PER_SECOND, REQUESTS_PER_SECOND, CONNECTIONS_PER_SECOND, PART -> true;
        };
    assertEquals(rate ? 0.5 : 2, unit.speed(10, 20));
  }

  @Test
  void figuresReadTheSameEverywhere() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertEquals("1.50", Unit.MICROS.format(1.5));
    } finally {
      Locale.setDefault(before);
    }
  }
}

package dev.sockeye.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaHomeTest {

  private static final Row NATIVE = Row.of("row/1", "row", Unit.MICROS).withNativeCalls();
  private static final Row OTHER = Row.of("row/2", "row", Unit.MICROS);

  /** As usual a Java is known by its version alone, and says something of every row. */
  @ParameterizedTest
  @CsvSource({
    "17.0.15,, 17, true, false",
    "17.0.15, jnr, 17, true, false",
    "25.0.3,, 25, true, true",
    "25-ea, foreign, 25, true, true",
    "25.0.3, jnr, 25 jnr, false, true"
  })
  void anotherWayToCallTheLibraryIsNamedAndMeasuresNativeRowsAlone(
      String version, String libc, String label, boolean others, boolean hasForeign) {
    JavaHome java = new JavaHome(Path.of("/"), version, Optional.ofNullable(libc));
    assertEquals(label, java.label());
    assertEquals(others, java.isUsual());
    assertEquals(true, java.tells(NATIVE));
    assertEquals(others, java.tells(OTHER));
    assertEquals(hasForeign, java.has("foreign"));
    assertEquals(true, java.has("jnr"));
  }
}

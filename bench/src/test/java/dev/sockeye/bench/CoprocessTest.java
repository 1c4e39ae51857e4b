package dev.sockeye.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CoprocessTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void whatIsSaidInTimeIsALine() throws IOException {
    try (Coprocess cat = Coprocess.start(List.of("cat"))) {
      cat.say("hello");
      assertEquals("hello", cat.readLine(LONG));
      cat.say("again");
      assertEquals("again", cat.readLine(LONG));
    }
  }

  @Test
  void oneThatIsSilentIsEndedWhenTheTimeIsOver() throws Exception {
    try (Coprocess silent = Coprocess.start(List.of("sleep", "600"))) {
      ProcessHandle process = ProcessHandle.of(silent.pid()).orElseThrow();
      Duration limit = Duration.ofMillis(1);
      IOException e = assertThrows(IOException.class, () -> silent.readLine(limit));
      assertEquals("said nothing for 0 s", e.getMessage());
      process.onExit().get(30, TimeUnit.SECONDS);
      assertFalse(silent.isAlive());
    }
  }

  @Test
  void oneThatHasEndedTellsWhatItComplainedOf() throws IOException {
    List<String> command = List.of("sh", "-c", "echo no such thing >&2; exit 3");
    try (Coprocess program = Coprocess.start(command)) {
      IOException e = assertThrows(IOException.class, () -> program.readLine(LONG));
      assertTrue(e.getMessage().contains("no such thing"), e.getMessage());
    }
  }

  @Test
  void valuesAreThoseOfTheNames() {
    Map<String, Double> expected = Map.of("bytes", 1073741824.0, "nanos", 1e12);
    assertEquals(expected, Coprocess.values("bytes=1073741824 nanos=1000000000000"));
  }
}

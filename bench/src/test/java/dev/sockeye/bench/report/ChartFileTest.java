package dev.sockeye.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartFileTest {

  @TempDir private Path folder;

  @Test
  void chartsOfAnEarlierRunGoAndOtherFilesStay() throws IOException {
    for (String name : List.of("speed.svg", "speed.png", "old.svg", "old.png", "notes.txt")) {
      Files.createFile(folder.resolve(name));
    }
    ChartFile.deleteOthers(folder, Set.of("speed"));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("notes.txt", "speed.png", "speed.svg"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }
}

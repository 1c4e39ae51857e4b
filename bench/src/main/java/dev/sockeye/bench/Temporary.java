package dev.sockeye.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders for the time of a measurement. */
final class Temporary {

  private Temporary() {}

  /** Deletes a folder and the files in it. */
  static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file); // who made it may be deleting it too
      }
    }
    Files.delete(folder);
  }
}

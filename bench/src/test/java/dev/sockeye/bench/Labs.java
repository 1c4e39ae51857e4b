package dev.sockeye.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Labs of the Java that runs the tests, without a C compiler and unpinned. */
final class Labs {

  private Labs() {}

  static Lab of(Effort effort) throws IOException {
    JavaHome java = JavaHome.of(Path.of(System.getProperty("java.home")), Optional.empty());
    return new Lab(java, effort, new Host(0, 1, false), Optional.empty(), new Results());
  }

  /** The row of a suite that has the name. */
  static Row row(Suite suite, String id) {
    return suite.rows().stream().filter(row -> row.id().equals(id)).findAny().orElseThrow();
  }
}

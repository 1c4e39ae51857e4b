package dev.sockeye.bench;

import static dev.sockeye.bench.Names.TCP_LOOPBACK;

import dev.sockeye.bench.contest.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What a program has of a UNIX socket to its database, where PostgreSQL is installed. */
final class JdbcSuite implements Suite {

  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final Row ROW =
      Row.of(
              "jdbc/postgresql",
              "jdbc:postgresql over unix, a row by its key",
              Unit.MICROS,
              new Bar.Beside(TCP_LOOPBACK, 1))
          .withNativeCalls();

  @Override
  public List<Row> rows() {
    return List.of(ROW);
  }

  @Override
  public String lack(Lab lab) {
    boolean installed = Files.isDirectory(Path.of("/usr/lib/postgresql"));
    return installed ? "" : "PostgreSQL is not installed";
  }

  @Override
  public void measure(List<Row> wanted, Lab lab) throws IOException, InterruptedException {
    List<String> command = lab.pinned(Worker.class, ContestSuite.arguments(ROW, lab));
    ContestSuite.record(ROW, lab, Programs.run(LIMIT, command));
  }
}

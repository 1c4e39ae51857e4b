package dev.sockeye.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where a suite measures.
 *
 * @param java the Java to measure
 * @param effort how much
 * @param host this machine
 * @param natives the folder of the C programs; empty without a C compiler
 * @param results takes the figures
 */
public record Lab(
    JavaHome java, Effort effort, Host host, Optional<Path> natives, Results results) {

  Series series(Row row, String contender) {
    return new Series(java.label(), row.id(), contender);
  }

  void add(Row row, String contender, int round, double figure) {
    results.add(series(row, contender), round, figure);
  }

  /** A lack of this host's. */
  void excused(Row row, String contender, String reason) {
    results.absent(series(row, contender), new Absence(reason, true));
  }

  void failed(Row row, String contender, String reason) {
    results.absent(series(row, contender), new Absence(reason, false));
  }

  /** Whether a contender takes part: in a quick run only who is needed. */
  Predicate<String> wanted(Row row) {
    return effort.quick() ? row.needed()::contains : name -> true;
  }

  /** Whether a contender takes part in one of some rows. */
  Predicate<String> wanted(List<Row> rows) {
    return name -> rows.stream().anyMatch(row -> wanted(row).test(name));
  }

  /** A Java program of this module on one CPU. */
  List<String> pinned(Class<?> main, List<String> arguments) {
    return host.pin(host.cpu(), unpinned(main, arguments));
  }

  /** A Java program of this module. */
  List<String> unpinned(Class<?> main, List<String> arguments) {
    return java.command(main, arguments, properties());
  }

  private Map<String, String> properties() {
    return natives.map(path -> Map.of("bench.native", path.toString())).orElse(Map.of());
  }

  /** A C program on one CPU. */
  List<String> pinnedNative(int cpu, String program, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(natives.orElseThrow().resolve(program).toString());
    command.addAll(arguments);
    return host.pin(cpu, command);
  }

  /** A new file for what programs print that nobody asked for. */
  static Path log() throws IOException {
    Path log = Files.createTempFile("sockeye-bench", ".log");
    log.toFile().deleteOnExit();
    return log;
  }
}

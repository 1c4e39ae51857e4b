package dev.sockeye.bench;

import dev.sockeye.bench.contest.Operations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** JMH's view of the contests: what an operation takes, and allocates in all threads. */
final class Jmh {

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private Jmh() {}

  /** A Markdown table; or why there is none. */
  static String table(Lab lab) throws IOException, InterruptedException {
    Path csv = Files.createTempFile("sockeye-bench", ".csv");
    try {
      Programs.Ending ending = Programs.run(LIMIT, command(lab, csv));
      return ending.well()
          ? table(Files.readAllLines(csv))
          : "Not measured: " + ending.complaint() + "\n";
    } finally {
      Files.delete(csv);
    }
  }

  private static List<String> command(Lab lab, Path csv) {
    List<String> arguments = new ArrayList<>(List.of(Operations.class.getName()));
    arguments.addAll(List.of("-prof", "gc", "-f", "1", "-foe", "false"));
    arguments.addAll(List.of("-wi", "2", "-w", "1", "-i", "3", "-r", "1"));
    arguments.addAll(List.of("-rf", "csv", "-rff", csv.toString()));
    return lab.pinned(org.openjdk.jmh.Main.class, arguments);
  }

  private static String table(List<String> lines) {
    Map<String, String[]> rows = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.replace("\"", "").split(",", -1);
      // Benchmark, Mode, Threads, Samples, Score, Score Error (99.9%), Unit, contender, row
      String[] row =
          rows.computeIfAbsent(fields[8] + " | " + fields[7], name -> new String[] {"", ""});
      if (fields[0].endsWith(ALLOCATED)) {
        row[1] = number(fields[4]);
      } else if (!fields[0].contains(":")) {
        row[0] = number(fields[4]) + " ± " + number(fields[5]);
      }
    }
    StringBuilder text =
        new StringBuilder("| row | | µs an operation | B allocated |\n|---|---|--:|--:|\n");
    rows.forEach((name, row) -> text.append("| %s | %s | %s |%n".formatted(name, row[0], row[1])));
    return text.toString();
  }

  private static String number(String text) {
    return String.format(Locale.ROOT, "%.2f", Double.parseDouble(text));
  }
}

package dev.sockeye.bench;

import dev.sockeye.bench.program.Calls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which system calls an operation makes on the thread that calls it, counted by {@code strace}: the
 * table that this prints is no contest, and is not part of the rows.
 */
final class SystemCalls {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int TIMES = 200;
  private static final List<String> TRANSPORTS =
      List.of("tcp", "unix", "udp", "unix+dgram", "unix+seqpacket");

  private static final Pattern CALL = Pattern.compile("^(\\d+) +([a-z0-9_]+)\\((.*)$");
  private static final Pattern MARK =
      Pattern.compile(".*\"" + Pattern.quote(Calls.MARK) + "([^\"]*)\".*");

  private SystemCalls() {}

  /** A Markdown table; or why there is none. */
  static String table(JavaHome java) throws IOException, InterruptedException {
    if (!Host.isOnPath("strace")) {
      return "Not counted: there is no strace here.\n";
    }
    StringBuilder text =
        new StringBuilder("| transport | operation | system calls |\n|---|---|---|\n");
    for (String transport : TRANSPORTS) {
      Path log = Lab.log();
      Programs.Ending ending = Programs.run(LIMIT, traced(java, transport, log));
      if (!ending.well()) {
        return "Not counted: " + ending.complaint() + "\n";
      }
      text.append(rows(transport, log, TIMES));
    }
    return text.toString();
  }

  /**
   * The rows of one transport.
   *
   * @param log what strace wrote
   * @param times how often each operation was done
   */
  static String rows(String transport, Path log, int times) throws IOException {
    StringBuilder text = new StringBuilder();
    count(log)
        .forEach(
            (operation, calls) ->
                text.append(
                    "| %s | %s | %s |%n".formatted(transport, operation, text(calls, times))));
    return text.toString();
  }

  private static List<String> traced(JavaHome java, String transport, Path log) {
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", log.toString()));
    List<String> traced = java.command(Calls.class, List.of(transport, "" + TIMES), Map.of());
    command.addAll(traced);
    // Interpreted: nobody wakes a compiler meanwhile.
    command.add(command.size() - traced.size() + 1, "-Xint");
    return command;
  }

  /** For each operation, how often each call was made in all. */
  private static Map<String, Map<String, Integer>> count(Path log) throws IOException {
    Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();
    String thread = "";
    Map<String, Integer> current = new TreeMap<>();
    try (var lines = Files.newBufferedReader(log)) {
      for (String line; (line = lines.readLine()) != null; ) {
        Matcher call = CALL.matcher(line);
        if (!call.matches()) {
          continue;
        }
        Matcher mark = MARK.matcher(call.group(3));
        if (mark.matches()) {
          thread = call.group(1);
          boolean rest = mark.group(1).startsWith(Calls.REST);
          current =
              rest
                  ? new TreeMap<>()
                  : counts.computeIfAbsent(mark.group(1), name -> new TreeMap<>());
        } else if (call.group(1).equals(thread)) {
          current.merge(call.group(2), 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  /** A call that was made now and then only, such as by a collection of garbage, is not told. */
  private static String text(Map<String, Integer> calls, int times) {
    List<String> parts = new ArrayList<>();
    calls.forEach(
        (name, total) -> {
          double each = total / (double) times;
          if (each > 0.95 && each < 1.05) {
            parts.add("`" + name + "`");
          } else if (each >= 0.05) {
            parts.add("`%s` × %s".formatted(name, Unit.BYTES.format(each)));
          }
        });
    return parts.isEmpty() ? "none" : String.join(", ", parts);
  }
}

package dev.sockeye.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;

/** Runs programs to their end. */
final class Programs {

  private static final Timer WATCH = new Timer("watch", true);

  private Programs() {}

  /** What a program printed, whether it ended well, and what it complained of. */
  record Ending(List<String> lines, boolean well, String complaint) {}

  /** Runs a command; ends it when the time is over. */
  static Ending run(Duration limit, List<String> command) throws IOException, InterruptedException {
    Path errors = Lab.log();
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .redirectError(errors.toFile())
            .start();
    TimerTask end = destroyAfter(limit, process);
    List<String> lines;
    try (BufferedReader out = reader(process)) {
      lines = out.lines().toList();
    }
    int status = process.waitFor();
    boolean late = !end.cancel();
    String complaint = late ? "took longer than " + limit.toSeconds() + " s" : last(errors, status);
    Files.delete(errors);
    return new Ending(lines, status == 0 && !late, complaint);
  }

  static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Ends it and all that it started, unless cancelled before. */
  static TimerTask destroyAfter(Duration limit, Process process) {
    TimerTask end =
        new TimerTask() {
          @Override
          public void run() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
          }
        };
    WATCH.schedule(end, limit.toMillis());
    return end;
  }

  /** The last line that says something; a stack trace's first. */
  static String last(Path errors, int status) throws IOException {
    List<String> lines = Files.readAllLines(errors, StandardCharsets.UTF_8);
    return lines.stream()
        .filter(line -> !line.isBlank() && !line.startsWith("\t"))
        .reduce((first, second) -> second)
        .orElse("ended with status " + status);
  }
}

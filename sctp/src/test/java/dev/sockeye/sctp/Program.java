package dev.sockeye.sctp;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;

/** Another program, as a peer: its output, errors too, line by line. */
final class Program implements Closeable {

  private static final long PATIENCE_SECONDS = 20;

  private final Process process;
  private final BufferedReader output;
  private final StringBuilder said = new StringBuilder();

  private Program(Process process) {
    this.process = process;
    output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static Program start(String... command) throws IOException {
    return new Program(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Skips a case where a program is missing. */
  static void needs(String name) {
    boolean present =
        List.of(System.getenv("PATH").split(":")).stream()
            .anyMatch(
                folder -> java.nio.file.Files.isExecutable(java.nio.file.Path.of(folder, name)));
    if (!present) {
      System.out.println("Skipped: no program " + name);
    }
    Assumptions.assumeTrue(present, "no program " + name);
  }

  void write(String text) throws IOException {
    Writer input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    input.write(text);
    input.flush();
  }

  /** Reads on until a line that is looked for. */
  String line(Predicate<String> wanted) throws IOException {
    for (String line; (line = output.readLine()) != null; ) {
      said.append(line).append('\n');
      if (wanted.test(line)) {
        return line;
      }
    }
    throw new AssertionError("the program ended and said only:\n" + said);
  }

  String line() throws IOException {
    return line(line -> true);
  }

  /** Waits for the end and gives all that was said. */
  String end() throws Exception {
    for (String line; (line = output.readLine()) != null; ) {
      said.append(line).append('\n');
    }
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the program goes on:\n" + said);
    }
    return said.toString();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }
}

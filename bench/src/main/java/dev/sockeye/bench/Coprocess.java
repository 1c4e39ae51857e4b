package dev.sockeye.bench;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TimerTask;

/**
 * A program that says a line when it is ready and answers a line of its input by a line. It ends
 * when this is closed, or when this JVM ends.
 */
public final class Coprocess implements Closeable {

  private final Process process;
  private final Path errors;
  private final PrintStream in;
  private final BufferedReader out;

  private Coprocess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    in = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
    out = Programs.reader(process);
  }

  public static Coprocess start(List<String> command) throws IOException {
    Path errors = Lab.log();
    return new Coprocess(
        new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
  }

  /**
   * Waits for its next line.
   *
   * @throws IOException with the last that it complained of, if it has ended
   */
  public String readLine() throws IOException {
    return said(out.readLine());
  }

  private String said(String line) throws IOException {
    if (line == null) {
      throw new IOException(Programs.last(errors, status()));
    }
    return line;
  }

  /**
   * Waits for its next line, and ends it when the time is over.
   *
   * @throws IOException if the time is over, or as {@link #readLine()}
   */
  String readLine(Duration limit) throws IOException {
    TimerTask end = Programs.destroyAfter(limit, process);
    String line = out.readLine();
    if (!end.cancel()) {
      throw new IOException("said nothing for " + limit.toSeconds() + " s");
    }
    return said(line);
  }

  /** The numbers of a line of {@code name=value}, with spaces between them. */
  static Map<String, Double> values(String line) {
    Map<String, Double> values = new HashMap<>();
    for (String pair : line.split(" ", -1)) {
      String[] nameAndValue = pair.split("=", -1);
      values.put(nameAndValue[0], Double.valueOf(nameAndValue[1]));
    }
    return values;
  }

  private int status() throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  public String ask(String line) throws IOException {
    say(line);
    return readLine();
  }

  void say(String line) {
    in.println(line);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Until all that it started have ended. */
  void awaitChildren() {
    process.descendants().forEach(child -> child.onExit().join());
  }

  @Override
  public void close() throws IOException {
    in.close();
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    Files.deleteIfExists(errors);
  }
}

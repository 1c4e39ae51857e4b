package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A second process on the other side of a socket. */
final class Peer implements Closeable {

  private static final long PATIENCE_SECONDS = 30;

  private final Process process;
  private final BufferedReader output;

  private Peer(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Runs a script with {@code socket}, {@code os} and {@code sys}; its arguments are sys.argv. */
  static Peer python(String script, Object... arguments) throws IOException {
    Host.PYTHON.isNeeded();
    List<String> command = new ArrayList<>(List.of("python3", "-u", "-c"));
    command.add("import array, os, socket, struct, sys\n" + script);
    for (Object argument : arguments) {
      command.add(String.valueOf(argument));
    }
    return new Peer(command);
  }

  static Peer run(Object... command) throws IOException {
    List<String> words = new ArrayList<>();
    for (Object word : command) {
      words.add(String.valueOf(word));
    }
    return new Peer(words);
  }

  static boolean isPresent(String program) {
    for (String folder : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  long pid() {
    return process.pid();
  }

  /** The next line that it prints. */
  String line() throws Exception {
    return CompletableFuture.supplyAsync(this::read).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private String read() {
    try {
      return output.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a character to its input. */
  void say(char word) throws IOException {
    process.getOutputStream().write(word);
    process.getOutputStream().flush();
  }

  void assertSays(String line) throws Exception {
    assertEquals(line, line());
  }

  void assertSucceeds() throws Exception {
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

package dev.sockeye.testkit.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Programs of others, which a host may lack: then the test is skipped, and says so. */
public final class Programs {

  private Programs() {}

  /**
   * Starts one.
   *
   * @param program what to start
   * @return its process, for the caller to end
   */
  public static Process start(ProcessBuilder program) {
    String name = program.command().get(0);
    try {
      return program.start();
    } catch (IOException e) {
      System.out.println("Skipped: no " + name + ": " + e.getMessage());
      return Assumptions.abort("no " + name + " on the PATH");
    }
  }

  /**
   * Runs one to its end; where it is not there the test is skipped.
   *
   * @param command its words
   * @return all that it said, without space around it
   * @throws IOException if it failed, with that
   */
  public static String run(String... command) throws IOException {
    Process process = start(new ProcessBuilder(command).redirectErrorStream(true));
    process.getOutputStream().close();
    try (InputStream output = process.getInputStream()) {
      String said = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + said);
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /**
   * Skips the test where a program is not there that another is to start.
   *
   * @param name its name
   */
  public static void requireInstalled(String name) {
    boolean installed =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    if (!installed) {
      System.out.println("Skipped: no " + name);
      Assumptions.abort("no " + name + " on the PATH");
    }
  }

  /**
   * Starts python3 with a script. What it complains of is seen with the test's own output.
   *
   * @param test the class that the script is beside, as a resource
   * @param script its name
   * @param arguments its arguments
   * @return its process, for the caller to end
   * @throws IOException if the script cannot be read
   */
  public static Process python(Class<?> test, String script, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("python3", "-u", "-c", text(test, script)));
    command.addAll(List.of(arguments));
    return start(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT));
  }

  private static String text(Class<?> test, String script) throws IOException {
    try (InputStream in = test.getResourceAsStream(script)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

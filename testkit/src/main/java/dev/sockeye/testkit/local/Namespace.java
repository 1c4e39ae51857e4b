package dev.sockeye.testkit.local;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs in a network namespace of their own, made without a privilege: {@code unshare(1)}. What
 * they mount others do not see.
 */
public final class Namespace {

  /**
   * The words before a command that take a root's capabilities away, so that it may no more than
   * anybody; all but one that is about files, without which it could not be root of a namespace.
   */
  public static final List<String> UNPRIVILEGED =
      List.of("setpriv", "--bounding-set=-all,+setfcap", "--inh-caps=-all");

  /** Commands for the shell that give a namespace what {@code ip netns add} takes. */
  public static final String OWN_RUN = "mount -t tmpfs none /run\n";

  private Namespace() {}

  /**
   * Skips the test on a host that makes none, or none such.
   *
   * @param setUp commands for the shell, run in the namespace
   * @throws InterruptedException if interrupted
   */
  public static void assumeMade(String setUp) throws InterruptedException {
    try {
      String told = run(setUp, List.of("echo", "up"));
      if (!told.equals("up")) {
        skip("this host makes no such network namespaces: " + told);
      }
    } catch (IOException e) {
      skip("this host has no setpriv(1) or unshare(1): " + e.getMessage());
    }
  }

  private static void skip(String why) {
    System.out.println("Skipped: " + why);
    Assumptions.abort(why);
  }

  /**
   * Runs a Java program with the class path of this one.
   *
   * @param setUp commands for the shell, run in the namespace before
   * @param program its main class
   * @param arguments its arguments
   * @return what it printed, without space around it; if it failed, that and {@code failed:}
   * @throws IOException if there is no such command
   * @throws InterruptedException if interrupted
   */
  public static String java(String setUp, Class<?> program, List<String> arguments)
      throws IOException, InterruptedException {
    return run(setUp, javaCommand(program, arguments));
  }

  /**
   * The same for a shell.
   *
   * @param program its main class
   * @param arguments its arguments
   * @return the words, each in quotes
   */
  public static String javaWords(Class<?> program, String... arguments) {
    return "'" + String.join("' '", javaCommand(program, List.of(arguments))) + "'";
  }

  /**
   * The command that runs a Java program as this one is run.
   *
   * @param program its main class
   * @param arguments its arguments
   * @return the words, in a list of the caller's own
   */
  public static List<String> javaCommand(Class<?> program, List<String> arguments) {
    return javaCommand(program, System.getProperty("java.class.path"), arguments);
  }

  /**
   * The command that runs a Java program with another class path.
   *
   * @param program its main class
   * @param classPath where it is looked for
   * @param arguments its arguments
   * @return the words, in a list of the caller's own
   */
  public static List<String> javaCommand(
      Class<?> program, String classPath, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", // Java 24 and later warn without
                "-Ddev.sockeye.libc=" + System.getProperty("dev.sockeye.libc", ""),
                "-cp",
                classPath,
                program.getName()));
    command.addAll(arguments);
    return command;
  }

  /**
   * Runs a program.
   *
   * @param setUp commands for the shell, run in the namespace before
   * @param command its words
   * @return what it printed, without space around it; if it failed, that and {@code failed:}
   * @throws IOException if there is no such command
   * @throws InterruptedException if interrupted
   */
  public static String run(String setUp, List<String> command)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(UNPRIVILEGED);
    words.addAll(List.of("unshare", "-r", "-n", "-m", "sh", "-c", setUp + "\nexec \"$0\" \"$@\""));
    words.addAll(command);
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? told.strip() : "failed: " + told;
  }
}

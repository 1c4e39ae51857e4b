package dev.sockeye.packet;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs programs in a network namespace of their own, made without a privilege. */
final class Namespace {

  /**
   * Takes a root's capabilities away, so that it may no more than anybody; all but one that is
   * about files, without which it could not be root of a namespace.
   */
  static final List<String> UNPRIVILEGED =
      List.of("setpriv", "--bounding-set=-all,+setfcap", "--inh-caps=-all");

  private Namespace() {}

  /** Skips the test on a host that makes none. */
  static void assumeMade(String setUp) throws Exception {
    try {
      String told = run(setUp, List.of("echo", "up"));
      assumeTrue(told.equals("up"), "this host makes no network namespaces: " + told);
    } catch (IOException e) {
      abort("this host has no unshare(1): " + e.getMessage());
    }
  }

  /** What a Java program printed. */
  static String java(String setUp, Class<?> program, List<String> arguments) throws Exception {
    return run(setUp, javaCommand(program, arguments));
  }

  static List<String> javaCommand(Class<?> program, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", // Java 24 and later warn without
                "-Ddev.sockeye.libc=" + System.getProperty("dev.sockeye.libc", ""),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(arguments);
    return command;
  }

  private static String run(String setUp, List<String> command) throws Exception {
    List<String> words = new ArrayList<>(UNPRIVILEGED);
    words.addAll(List.of("unshare", "-r", "-n", "sh", "-c", setUp + "\nexec \"$0\" \"$@\""));
    words.addAll(command);
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? told.strip() : "failed: " + told;
  }
}

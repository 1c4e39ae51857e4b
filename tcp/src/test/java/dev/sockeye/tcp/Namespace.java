package dev.sockeye.tcp;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs programs in network namespaces of their own, of which this user is root. */
final class Namespace {

  private Namespace() {}

  /** Skips the test on a host that makes none. */
  static void assumeMade(String setUp) throws Exception {
    try {
      String told = run(setUp + "\necho up");
      assumeTrue(told.endsWith("up"), "this host makes no such network namespaces: " + told);
    } catch (IOException e) {
      abort("this host has no unshare(1): " + e.getMessage());
    }
  }

  /** The words that start a Java program, for a shell. */
  static String java(Class<?> program, String classPath, String... arguments) {
    List<String> words =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", // Java 24 and later warn without
                "-Ddev.sockeye.libc=" + System.getProperty("dev.sockeye.libc", ""),
                "-cp",
                classPath,
                program.getName()));
    words.addAll(List.of(arguments));
    return "'" + String.join("' '", words) + "'";
  }

  /** What a shell printed in a network namespace of its own, with a /run of its own. */
  static String run(String script) throws Exception {
    return output("unshare", "-r", "-n", "-m", "sh", "-ec", "mount -t tmpfs none /run\n" + script);
  }

  /** What a program printed. */
  static String output(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? told.strip() : "failed: " + told;
  }
}

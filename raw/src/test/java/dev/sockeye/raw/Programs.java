package dev.sockeye.raw;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts programs of others, and our own with other privileges or in a network of their own. */
final class Programs {

  private Programs() {}

  /** Starts one, or skips the test and tells why where it is missing. */
  static Process start(List<String> command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      System.out.println("Skipped: no " + command.get(0) + ": " + e.getMessage());
      return abort("no " + command.get(0) + " on the PATH");
    }
  }

  /** All that it says, with its status if that is not 0. */
  static String output(List<String> command) throws IOException, InterruptedException {
    Process process = start(command);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    return status == 0 ? said.strip() : said + "status " + status;
  }

  /** A Java program of the tests. */
  static List<String> java(Class<?> program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Ddev.sockeye.libc=" + System.getProperty("dev.sockeye.libc", ""));
    if (Runtime.version().feature() >= 22) { // older ones do not call by java.lang.foreign
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** In a network namespace of its own, as root of it. */
  static List<String> alone(String setUp, List<String> command) throws Exception {
    String script = "ip link set lo up\n" + setUp + "\nexec \"$0\" \"$@\"";
    List<String> words = new ArrayList<>(List.of("unshare", "-r", "-n", "sh", "-e", "-c", script));
    List<String> probe = new ArrayList<>(words);
    probe.addAll(List.of("echo", "up"));
    String told = output(probe);
    if (!told.equals("up")) {
      System.out.println("Skipped: this host makes no network namespaces: " + told);
    }
    assumeTrue(told.equals("up"), "this host makes no network namespaces");
    words.addAll(command);
    return words;
  }

  /** With other privileges, which root alone can give. */
  static List<String> setpriv(List<String> privileges, List<String> command) {
    List<String> words = new ArrayList<>(List.of("setpriv"));
    words.addAll(privileges);
    words.addAll(command);
    return words;
  }
}

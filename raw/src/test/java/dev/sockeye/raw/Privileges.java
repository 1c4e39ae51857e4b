package dev.sockeye.raw;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.testkit.local.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Programs with other privileges, or in a network of their own. */
final class Privileges {

  private Privileges() {}

  /** All that it says, with its status if that is not 0. */
  static String output(List<String> command) throws IOException, InterruptedException {
    Process process = Programs.start(new ProcessBuilder(command).redirectErrorStream(true));
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    return status == 0 ? said.strip() : said + "status " + status;
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

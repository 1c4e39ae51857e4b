package dev.sockeye.tipc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the tests of this module share. */
final class TipcCases {

  private TipcCases() {}

  /** Skips a test where there is no TIPC, and says why. */
  static void needsTipc() {
    Optional<String> why = new TipcTransport().unavailable(Tipc.RDM);
    why.ifPresent(reason -> System.out.println("Skipped: " + reason));
    assumeTrue(why.isEmpty(), () -> why.orElseThrow());
  }

  /** The command that runs a class of these tests as a program. */
  static List<String> java(Class<?> main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    String libc = System.getProperty("dev.sockeye.libc", "");
    if (!libc.isEmpty()) {
      command.add("-Ddev.sockeye.libc=" + libc);
    }
    if (Runtime.version().feature() >= 22) { // older ones do not call by java.lang.foreign
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return command;
  }
}

package dev.sockeye.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.posix.Bindings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

  @ParameterizedTest
  @ValueSource(strings = {"demo", "echo", "connect", "listen", "relay", "probe", "completion"})
  void everyCommandTellsItsExitStatus(String command) {
    Shell shell = Shell.onThisHost();
    assertEquals(ExitStatus.OK, shell.run(command, "--help"));
    assertTrue(shell.text().startsWith("Usage: sockeye " + command), shell.text());
    assertTrue(shell.text().contains("Exit status:\n"), shell.text());
    assertEquals("", shell.errors());
  }

  @Test
  void theCommandListsItsCommandsAndExamples() {
    Shell shell = Shell.onThisHost();
    assertEquals(ExitStatus.OK, shell.run("--help"));
    assertTrue(shell.text().contains("Examples:\n  sockeye demo"), shell.text());
  }

  @Test
  void versionIsTheBuilds() {
    Shell shell = Shell.onThisHost();
    assertEquals(ExitStatus.OK, shell.run("--version"));
    assertTrue(shell.text().matches("sockeye \\d+\\.\\d+\\S* \\(Java .*\\)\n"), shell.text());
    assertFalse(shell.text().contains("$"), shell.text());
  }

  @Test
  void completionNamesEveryCommand() {
    Shell shell = Shell.onThisHost();
    assertEquals(ExitStatus.OK, shell.run("completion", "bash"));
    for (String command : new String[] {"demo", "echo", "connect", "listen", "relay", "probe"}) {
      assertTrue(shell.text().contains("_picocli_sockeye_" + command), command);
    }
  }

  @Test
  void probeListsWhatIsPresent() {
    Shell shell = Shell.onThisHost();
    assertEquals(ExitStatus.OK, shell.run("probe"));
    assertTrue(shell.text().contains("(AF_INET, SOCK_STREAM, IPPROTO_TCP)"), shell.text());
  }

  @Test
  void probeTellsByWhatTheCLibraryIsCalledAndWhy() {
    Shell shell = Shell.onThisHost();
    assertEquals(ExitStatus.OK, shell.run("probe"));
    String binding = Bindings.libc().binding();
    assertTrue(
        shell.text().lines().anyMatch(line -> line.startsWith("native calls: " + binding + ", ")),
        shell.text());
  }
}

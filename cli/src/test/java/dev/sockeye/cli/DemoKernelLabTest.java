package dev.sockeye.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.sockeye.Domain;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.SchemeInfo;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code demo --kernel-lab} asks of the lab, and makes of its answers; the lab is played. */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the lab is of Linux")
class DemoKernelLabTest {

  @TempDir private Path tree;

  private Path launcher;

  @BeforeEach
  void setLauncher() {
    launcher = tree.resolve("sockeye");
    System.setProperty(KernelLab.LAUNCHER, launcher.toString());
  }

  @AfterEach
  void clearLauncher() {
    System.clearProperty(KernelLab.LAUNCHER);
  }

  private void lab(String script) throws IOException {
    Path run = tree.resolve("tools/kernel-lab/run");
    Files.createDirectories(run.getParent());
    Files.writeString(run, "#!/bin/sh\n" + script);
    assertTrue(run.toFile().setExecutable(true));
  }

  private static Network without(Optional<String> reason) {
    Network network = mock(Network.class);
    SocketSpec<MessageEndpoint> spec =
        new SocketSpec<>(
            Domain.AF_UNSPEC,
            SocketType.SOCK_STREAM,
            Protocol.IPPROTO_SCTP,
            MessageEndpoint.class,
            Semantics.CONNECTION);
    when(network.schemes()).thenReturn(List.of(new SchemeInfo("sctp", "sctp", spec, reason)));
    return network;
  }

  private static Shell shell() {
    return new Shell(without(Optional.of("no kernel with it")));
  }

  @Test
  void theSameDemoIsRunThereAndItsOutputShown() throws Exception {
    lab("echo \"ran $*\"; echo complaint >&2");
    Shell shell = shell();
    assertEquals(ExitStatus.OK, shell.run("demo", "--kernel-lab", "--size", "3m"), shell::errors);
    assertTrue(shell.text().contains("booting a Linux kernel"), shell.text());
    assertTrue(shell.text().contains(" " + launcher + " demo --size 3145728\n"), shell.text());
    assertFalse(shell.text().contains("demo --kernel-lab"), shell.text());
    assertEquals("complaint\n", shell.errors());
  }

  @Test
  void withoutASizeThereIsLessData() throws Exception {
    lab("echo \"ran $*\"");
    Shell shell = shell();
    assertEquals(ExitStatus.OK, shell.run("demo", "--kernel-lab"), shell::errors);
    assertTrue(shell.text().contains(" demo --size 1048576\n"), shell.text());
  }

  /** The guest has a /tmp of its own. */
  @Test
  void aFileAndATreeThatTheGuestWouldNotSeeAreNamed() throws Exception {
    lab("echo \"ran $*\"");
    Shell shell = shell();
    assertEquals(
        ExitStatus.OK, shell.run("demo", "--kernel-lab", "--file", "/var/tmp/../tmp/deep/data"));
    assertTrue(shell.text().contains(" -w /var/tmp/deep "), shell.text());
    boolean fresh = tree.startsWith("/tmp") || tree.startsWith("/var/tmp");
    assertEquals(fresh, shell.text().contains(" -w " + tree + " "), shell.text());
    assertTrue(shell.text().contains(" demo --file /var/tmp/../tmp/deep/data\n"), shell.text());
  }

  @Test
  void theStatusIsTheDemos() throws Exception {
    lab("exit 1");
    assertEquals(ExitStatus.FAILED, shell().run("demo", "--kernel-lab"));
  }

  @Test
  void whatIsMissingIsSaidByTheLabAndIsAFailure() throws Exception {
    lab("echo 'kernel-lab: these Debian packages are missing: user-mode-linux' >&2; exit 2");
    Shell shell = shell();
    assertEquals(ExitStatus.FAILED, shell.run("demo", "--kernel-lab"));
    assertTrue(shell.errors().contains("are missing: user-mode-linux"), shell.errors());
  }

  @Test
  void aDemoThatTakesTooLongIsAFailureWithItsReason() throws Exception {
    lab("exit 124");
    Shell shell = shell();
    assertEquals(ExitStatus.FAILED, shell.run("demo", "--kernel-lab"));
    assertTrue(shell.errors().contains("too long in the kernel lab"), shell.errors());
  }

  @Test
  void withoutASourceTreeThereIsNoLab() {
    Shell shell = shell(); // no script was written
    assertEquals(ExitStatus.FAILED, shell.run("demo", "--kernel-lab"));
    assertTrue(shell.errors().contains("no kernel lab here"), shell.errors());
  }

  @Test
  void probeAndDemoPointToItWhereSctpIsMissing() throws Exception {
    lab("exit 0");
    for (String command : List.of("probe", "demo")) {
      Shell shell = shell();
      shell.run(command);
      assertTrue(
          shell.text().endsWith("To see SCTP work all the same: sockeye demo --kernel-lab\n"),
          shell.text());
    }
  }

  /** A host may have vsock and no way to itself. */
  @Test
  void demoPointsToItForWhatCouldNotBeTriedToo() throws Exception {
    lab("exit 0");
    SocketSpec<MessageEndpoint> spec =
        new SocketSpec<>(
            new Domain("AF_CAN"),
            SocketType.SOCK_RAW,
            Protocol.DEFAULT,
            MessageEndpoint.class,
            Semantics.DATAGRAM);
    Network network = mock(Network.class);
    when(network.schemes())
        .thenReturn(List.of(new SchemeInfo("can", "can", spec, Optional.empty())));
    Shell shell = new Shell(network);
    shell.run("demo");
    assertTrue(shell.text().endsWith("To see CAN work all the same: sockeye demo --kernel-lab\n"));
  }

  @Test
  void nobodyIsPointedToWhereItIsNotNeededOrNotThere() throws Exception {
    Shell without = shell();
    without.run("probe");
    assertFalse(without.text().contains("kernel-lab"), without.text());
    lab("exit 0");
    Shell present = new Shell(without(Optional.empty()));
    present.run("probe");
    assertFalse(present.text().contains("kernel-lab"), present.text());
  }
}

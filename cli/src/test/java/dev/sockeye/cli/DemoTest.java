package dev.sockeye.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.sockeye.Domain;
import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SelfTest;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DemoTest {

  @Test
  void verifiesWhatThisHostHas() {
    Shell shell = Shell.onThisHost();
    assertEquals(ExitStatus.OK, shell.run("demo", "--size", "300000"), shell::text);
    assertTrue(
        shell.text().matches("(?s).*tcp4 .* 127\\.0\\.0\\.1:\\d+ .* us .* MiB/s +verified.*"),
        shell.text());
    assertEquals("", shell.errors());
  }

  @Test
  void sendsAFile(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("data"), new byte[12_345]);
    Shell shell = Shell.onThisHost();
    assertEquals(ExitStatus.OK, shell.run("demo", "--file", file.toString()), shell::text);
    assertTrue(shell.text().contains(file + " (12.1 KiB)"), shell.text());
  }

  @Test
  void sendsAnEmptyFile(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("empty"));
    Shell shell = Shell.onThisHost();
    assertEquals(ExitStatus.OK, shell.run("demo", "--file", file.toString()), shell::text);
  }

  @Test
  void showsProgressOnATerminalAndWipesIt() {
    Shell shell = Shell.onThisHost().withScreen();
    assertEquals(ExitStatus.OK, shell.run("demo", "--size", "1m"), shell::text);
    assertTrue(shell.errors().contains("\rtcp "), shell.errors());
    assertTrue(shell.errors().endsWith(" \r"), shell.errors());
  }

  @Test
  void tellsWhyASchemeCannotBeRun() throws IOException {
    Network network = mock(Network.class);
    when(network.schemes())
        .thenReturn(List.of(scheme("sctp", Domain.AF_INET, Optional.of("no module sctp"))));
    Shell shell = new Shell(network);
    assertEquals(ExitStatus.FAILED, shell.run("demo"));
    assertTrue(shell.text().contains("not on this host: no module sctp"), shell.text());
    assertTrue(shell.text().contains("0 of 0 usable schemes verified"), shell.text());
  }

  @Test
  void tellsThatItKnowsNoAddressOfADomain() {
    Network network = mock(Network.class);
    when(network.schemes())
        .thenReturn(List.of(scheme("tipc", new Domain("AF_TIPC"), Optional.empty())));
    when(network.loopback(eq("tipc"), any(Path.class))).thenReturn(Optional.empty());
    Shell shell = new Shell(network);
    assertEquals(ExitStatus.FAILED, shell.run("demo"));
    assertTrue(shell.text().contains("not tried: no address of AF_TIPC is known"), shell.text());
  }

  @Test
  void triesASchemeInItsOwnWay() throws IOException {
    SelfTest test = mock(SelfTest.class);
    when(test.where()).thenReturn("127.0.0.9");
    Shell shell = new Shell(ofItsOwn(test));
    assertEquals(ExitStatus.OK, shell.run("demo"), shell::text);
    assertTrue(
        shell.text().matches("(?s).*ping .* 127\\.0\\.0\\.9 +[0-9.]+ us +- +verified.*"),
        shell.text());
    assertTrue(shell.text().contains("1 of 1 usable schemes verified"), shell.text());
    verify(test, atLeast(100)).exchange();
    verify(test).close();
  }

  @Test
  void whatTriesItselfMayFail() throws IOException {
    SelfTest test = mock(SelfTest.class);
    doThrow(new IOException("nobody answers")).when(test).exchange();
    Shell shell = new Shell(ofItsOwn(test));
    assertEquals(ExitStatus.FAILED, shell.run("demo"));
    assertTrue(shell.text().contains("FAILED: nobody answers"), shell.text());
    verify(test).close();
  }

  @Test
  void whatItTakesMayNotBeThere() throws IOException {
    Network network = ofItsOwn(mock(SelfTest.class));
    when(network.selfTest("ping"))
        .thenThrow(new UnsupportedOperationException("no interface: add one"));
    Shell shell = new Shell(network);
    assertEquals(ExitStatus.FAILED, shell.run("demo")); // for there is nothing else
    assertTrue(shell.text().contains("not tried: no interface: add one"), shell.text());
    assertTrue(shell.text().contains("0 of 0 usable schemes verified"), shell.text());
  }

  private static Network ofItsOwn(SelfTest test) throws IOException {
    Network network = mock(Network.class);
    when(network.schemes()).thenReturn(List.of(scheme("ping", Domain.AF_INET, Optional.empty())));
    when(network.selfTest("ping")).thenReturn(Optional.of(test));
    return network;
  }

  @Test
  void aHostWithoutTheLoopbackAddressIsNotAFailure() throws IOException {
    Network network = failing(new BindException("Cannot assign requested address"));
    Shell shell = new Shell(network);
    assertEquals(ExitStatus.FAILED, shell.run("demo")); // for there is nothing else
    assertTrue(shell.text().contains("not on this host: Cannot assign"), shell.text());
  }

  @Test
  void aFailureFails() throws IOException {
    Shell shell = new Shell(failing(new IOException("it broke")));
    assertEquals(ExitStatus.FAILED, shell.run("demo"));
    assertTrue(shell.text().contains("FAILED: it broke"), shell.text());
    assertTrue(shell.text().contains("0 of 1 usable schemes verified"), shell.text());
    assertFalse(shell.errors().contains("\tat "), shell.errors());
  }

  private static Network failing(IOException e) throws IOException {
    Network network = mock(Network.class);
    SchemeInfo tcp6 = scheme("tcp6", Domain.AF_INET6, Optional.empty());
    when(network.schemes()).thenReturn(List.of(tcp6));
    when(network.loopback(eq("tcp6"), any(Path.class)))
        .thenReturn(Optional.of(EndpointUri.valueOf("tcp6://[::1]:0")));
    doReturn(tcp6.spec()).when(network).spec(any(EndpointUri.class));
    when(network.listenStream(any(EndpointUri.class))).thenThrow(e);
    return network;
  }

  private static SchemeInfo scheme(String name, Domain domain, Optional<String> unavailable) {
    SocketSpec<StreamEndpoint> spec =
        new SocketSpec<>(
            domain,
            SocketType.SOCK_STREAM,
            Protocol.DEFAULT,
            StreamEndpoint.class,
            Semantics.CONNECTION);
    return new SchemeInfo(name, name, spec, unavailable);
  }
}

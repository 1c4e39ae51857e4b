package dev.sockeye.bench;

import static dev.sockeye.bench.Names.HAPROXY;
import static dev.sockeye.bench.Names.HAPROXY_SPLICE;
import static dev.sockeye.bench.Names.NGINX;
import static dev.sockeye.bench.Names.SOCAT;
import static dev.sockeye.bench.Names.SOCKEYE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class RelaySuiteTest {

  private static final int SIZE = 300_000;

  private final Suite suite = new RelaySuite();

  @TempDir private Path folder;

  private List<String> taking(Effort effort, String... ids) throws IOException {
    List<Row> rows = List.of(ids).stream().map(id -> Labs.row(suite, id)).toList();
    return Relays.of(Labs.of(effort), rows);
  }

  @Test
  void aQuickRunStartsOnlyWhomBarsName() throws IOException {
    assertEquals(
        List.of(SOCKEYE, SOCAT, HAPROXY_SPLICE),
        taking(Effort.QUICK, "relay/tcp", "relay/tcp/cpu"));
    assertEquals(List.of(SOCKEYE, HAPROXY), taking(Effort.QUICK, "relay/tcp/connections"));
    assertEquals(List.of(SOCKEYE), taking(Effort.QUICK, "relay/tcp/p50"));
    assertEquals(Relays.ALL, taking(Effort.FULL, "relay/tcp/p50"));
  }

  @Test
  void connectionsAreHeldToHaproxys() {
    Bar bar = new Bar.Beside(HAPROXY, 0.8);
    assertEquals(List.of(bar), Labs.row(suite, "relay/tcp/connections").bars());
  }

  @Test
  void withoutACompilerEachRowIsExcused() throws Exception {
    Lab lab = Labs.of(Effort.QUICK);
    suite.run(suite.rows(), lab);
    for (Row row : suite.rows()) {
      Absence absence = lab.results().absence(lab.series(row, SOCKEYE)).orElseThrow();
      assertTrue(absence.excused(), row.id());
    }
  }

  /** All but Sockeye's, which is built by Maven first. */
  @ParameterizedTest
  @ValueSource(strings = {SOCAT, HAPROXY, HAPROXY_SPLICE, NGINX})
  void aPeerPassesOnBothWays(String name) throws Exception {
    String lack = Relays.lack(name);
    assumeTrue(lack.isEmpty(), lack);
    Lab lab = Labs.of(Effort.QUICK);
    try (ServerSocket target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread echo = new Thread(() -> echoAll(target), "echo");
      echo.setDaemon(true);
      echo.start();
      String address = "127.0.0.1:" + target.getLocalPort();
      try (RelayProcess relay =
          RelayProcess.start(port -> Relays.command(lab, name, port, address, folder))) {
        byte[] bytes = new byte[SIZE];
        new Random(1).nextBytes(bytes);
        assertArrayEquals(bytes, through(relay, bytes));
        assertTrue(relay.cpuNanos() > 0);
      }
    }
  }

  private static byte[] through(RelayProcess relay, byte[] bytes) throws IOException {
    String port = relay.address().replaceFirst(".*:", "");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      return socket.getInputStream().readAllBytes();
    }
  }

  private static void echoAll(ServerSocket target) {
    while (true) {
      try (Socket socket = target.accept()) {
        socket.getOutputStream().write(socket.getInputStream().readAllBytes());
      } catch (IOException e) {
        if (target.isClosed()) {
          return;
        } // Else one that only looked whether the relay listens.
      }
    }
  }

  @Test
  void aRelayThatCannotStartTellsWhy() {
    List<String> command = List.of("sh", "-c", "echo no such relay >&2; exit 1");
    IOException e = assertThrows(IOException.class, () -> RelayProcess.start(port -> command));
    assertTrue(e.getMessage().contains("no such relay"), e.getMessage());
  }
}

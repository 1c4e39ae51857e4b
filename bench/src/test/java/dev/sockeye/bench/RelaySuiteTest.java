package dev.sockeye.bench;

import static dev.sockeye.bench.Names.HAPROXY;
import static dev.sockeye.bench.Names.HAPROXY_SPLICE;
import static dev.sockeye.bench.Names.NGINX;
import static dev.sockeye.bench.Names.SOCAT;
import static dev.sockeye.bench.Names.SOCKEYE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

  /** What it was measured by is closed, and what others are measured by is not. */
  @Test
  void aPeerThatFailsIsOutByItself() throws Exception {
    Lab lab = Labs.of(Effort.QUICK);
    Row row = Labs.row(suite, "relay/tcp");
    List<String> closed = new ArrayList<>();
    Map<String, Closeable> there = new LinkedHashMap<>();
    there.put(SOCKEYE, () -> closed.add(SOCKEYE));
    there.put(SOCAT, () -> closed.add(SOCAT));
    Map<String, Closeable> relays = new LinkedHashMap<>();
    relays.put(SOCAT, () -> closed.add("its relay"));
    RelaySuite.Step broken =
        () -> {
          throw new IOException("no byte comes");
        };
    RelaySuite.attempt(lab, List.of(row), SOCAT, List.of(there, relays), broken);
    RelaySuite.attempt(
        lab, List.of(row), HAPROXY, List.of(there, relays), broken); // before it is there
    RelaySuite.Step done = () -> lab.add(row, SOCKEYE, 0, 1);
    RelaySuite.attempt(lab, List.of(row), SOCKEYE, List.of(there, relays), done);
    assertEquals(List.of(SOCAT, "its relay"), closed);
    assertEquals(Set.of(SOCKEYE), there.keySet());
    assertTrue(lab.results().absence(lab.series(row, SOCKEYE)).isEmpty());
    for (String name : List.of(SOCAT, HAPROXY)) {
      Absence absence = lab.results().absence(lab.series(row, name)).orElseThrow();
      assertFalse(absence.excused(), name);
      assertTrue(absence.toString().contains("no byte comes"), absence::toString);
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

  /** The end comes after the answer: not all keep the one half when the other one ends. */
  private static byte[] through(RelayProcess relay, byte[] bytes) throws Exception {
    String port = relay.address().replaceFirst(".*:", "");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
      CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(socket, bytes));
      byte[] answer = socket.getInputStream().readNBytes(bytes.length);
      written.get(30, TimeUnit.SECONDS);
      socket.shutdownOutput();
      assertEquals(-1, socket.getInputStream().read());
      return answer;
    }
  }

  private static void write(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void echoAll(ServerSocket target) {
    while (true) {
      try (Socket socket = target.accept()) {
        socket.getInputStream().transferTo(socket.getOutputStream());
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

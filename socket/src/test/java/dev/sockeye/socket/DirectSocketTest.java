package dev.sockeye.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.Network;
import dev.sockeye.posix.Bindings;
import dev.sockeye.testkit.Background;
import dev.sockeye.testkit.OnEachThreadKind;
import dev.sockeye.testkit.ThreadKind;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets over the JDK's channels that make their system calls themselves. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
final class DirectSocketTest {

  @TempDir Path folder;

  /** From its first use on the JVM does not warn any more. */
  @BeforeAll
  static void loadTheLibrary() {
    String why = Bindings.unavailable().orElse("");
    assumeTrue(why.isEmpty(), why);
  }

  private SocketPair pair(String scheme) throws IOException {
    String uri = scheme.equals("unix") ? "unix:" + folder.resolve("s") : "tcp4://127.0.0.1:0";
    return SocketPair.of(new EndpointSockets(Network.system(), uri));
  }

  private static boolean waitsFor(Thread reader, String method) {
    return Arrays.stream(reader.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals(method));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void aReadWaitsInTheReadItself(String scheme) throws Exception {
    try (SocketPair pair = pair(scheme)) {
      Thread reader = new Thread(() -> read(pair.client));
      reader.start();
      while (!waitsFor(reader, "recv") && !waitsFor(reader, "select")) {
        assertTrue(reader.isAlive());
        Thread.onSpinWait();
      }
      assertFalse(waitsFor(reader, "select"), () -> Arrays.toString(reader.getStackTrace()));
      pair.peer.getOutputStream().write(1);
      reader.join();
    }
  }

  private static void read(Socket socket) {
    try {
      assertEquals(1, socket.getInputStream().read());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long openDescriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void bothDescriptorsAreClosed(String scheme) throws IOException {
    pair(scheme).close(); // what is opened once and stays
    long before = openDescriptors();
    SocketPair pair = pair(scheme);
    assertEquals(before + 5, openDescriptors()); // a listener, and two of each socket
    pair.close();
    assertEquals(before, openDescriptors());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void thePeerIsToldOfTheEnd(String scheme) throws Exception {
    try (SocketPair pair = pair(scheme)) {
      Background<Integer> read =
          Background.run(() -> pair.client.getInputStream().read()).awaitBlocked();
      ((EndpointSocket) pair.peer).endpoint().close();
      assertEquals(-1, read.result());
    }
  }

  /** The JDK makes a socket non-blocking for good that a virtual thread has connected. */
  @OnEachThreadKind
  void whoConnectsDoesNotMatter(ThreadKind kind) throws Exception {
    for (String scheme : new String[] {"tcp", "unix"}) {
      try (SocketPair pair = Background.run(kind, () -> pair(scheme)).result()) {
        Background<Integer> read =
            Background.run(() -> pair.client.getInputStream().read()).awaitBlocked();
        pair.peer.getOutputStream().write(7);
        assertEquals(7, read.result());
      }
    }
  }
}

package dev.sockeye.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.Network;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.ChannelStreams;
import dev.sockeye.testkit.Background;
import dev.sockeye.testkit.OnEachThreadKind;
import dev.sockeye.testkit.ThreadKind;
import dev.sockeye.unix.Descriptors;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  private static final int READERS = 3;
  private static final int BYTES = 2000;

  @TempDir Path folder;

  /** From its first use on the JVM does not warn any more. */
  @BeforeAll
  static void loadTheLibrary() {
    String why = Bindings.unavailable().orElse("");
    assumeTrue(why.isEmpty(), why);
    while (!ChannelStreams.areReady()) {
      Thread.onSpinWait();
    }
  }

  private SocketPair fresh(String scheme) throws IOException {
    String uri = scheme.equals("unix") ? "unix:" + folder.resolve("s") : "tcp4://127.0.0.1:0";
    return SocketPair.of(new EndpointSockets(Network.system(), uri));
  }

  /** Two sockets that have waited often. */
  private SocketPair pair(String scheme) throws IOException {
    return fresh(scheme).waitOften();
  }

  private static boolean waitsFor(Thread reader, String method) {
    return Arrays.stream(reader.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals(method));
  }

  /** What one of the methods it waits in is called, once a reader waits. */
  private static String waitsIn(SocketPair pair) throws Exception {
    Thread reader = new Thread(() -> read(pair.client));
    reader.start();
    while (!waitsFor(reader, "recv") && !waitsFor(reader, "select")) {
      assertTrue(reader.isAlive());
      Thread.onSpinWait();
    }
    String method = waitsFor(reader, "select") ? "select" : "recv";
    pair.peer.getOutputStream().write(1);
    reader.join();
    return method;
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void aReadWaitsInTheReadItselfAfterManyThatWaited(String scheme) throws Exception {
    try (SocketPair pair = fresh(scheme)) {
      assertEquals("select", waitsIn(pair));
      pair.waitOften();
      assertEquals("recv", waitsIn(pair));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void whoHasTheChannelKeepsIt(String scheme) throws Exception {
    try (SocketPair pair = fresh(scheme)) {
      SocketChannel channel = ((EndpointSocket) pair.client).endpoint().unwrap(SocketChannel.class);
      pair.waitOften();
      assertEquals("select", waitsIn(pair));
      assertTrue(channel.isOpen());
    }
  }

  /** The socket blocked meanwhile, of which the channel was not told. */
  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void whoGetsTheChannelLaterFindsItNonBlockingAsItSays(String scheme) throws Exception {
    try (SocketPair pair = pair(scheme)) {
      SocketChannel channel = ((EndpointSocket) pair.client).endpoint().unwrap(SocketChannel.class);
      assertFalse(channel.isBlocking());
      assertEquals(0, Background.run(() -> channel.read(ByteBuffer.allocate(1))).result());
      Background<Integer> read =
          Background.run(() -> pair.client.getInputStream().read()).awaitBlocked();
      pair.peer.getOutputStream().write(7);
      assertEquals(7, read.result());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void whoeverWaitsForTheLockGoesElsewhereToo(String scheme) throws Exception {
    try (SocketPair pair = fresh(scheme)) {
      OutputStream out = pair.peer.getOutputStream();
      List<Background<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(Background.run(() -> pair.client.getInputStream().readNBytes(BYTES).length));
      }
      for (int i = 0; i < READERS * BYTES; i++) {
        out.write(i);
      }
      for (Background<Integer> reader : readers) {
        assertEquals(BYTES, reader.result());
      }
    }
  }

  /** Whoever was passed the socket keeps the connection when it is closed under a reader here. */
  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void aDuplicateOutlivesTheSocket(String scheme) throws Exception {
    try (SocketPair pair = pair(scheme)) {
      Descriptors passed = Descriptors.of(((EndpointSocket) pair.client).endpoint());
      Background<Integer> read =
          Background.run(() -> pair.client.getInputStream().read()).awaitBlocked();
      pair.client.close();
      read.failure(SocketException.class);
      Background<Integer> peer =
          Background.run(() -> pair.peer.getInputStream().read()).awaitBlocked();
      passed.close();
      assertEquals(-1, peer.result());
    }
  }

  /** What was shut down stays with the channel, which knows of it. */
  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void aHalfClosedSocketReadsOn(String scheme) throws Exception {
    try (SocketPair pair = fresh(scheme)) {
      pair.client.shutdownOutput();
      assertEquals(-1, pair.peer.getInputStream().read());
      Background<Integer> read =
          Background.run(() -> pair.client.getInputStream().readNBytes(BYTES).length);
      for (int i = 0; i < BYTES; i++) {
        pair.peer.getOutputStream().write(i);
      }
      assertEquals(BYTES, read.result());
      assertThrows(SocketException.class, () -> pair.client.getOutputStream().write(1));
    }
  }

  private static void read(Socket socket) {
    try {
      assertEquals(1, socket.getInputStream().read());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The JVM opens and closes files at any time. */
  private static long openSockets() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(DirectSocketTest::isSocket).count();
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void bothDescriptorsAreClosed(String scheme) throws IOException {
    pair(scheme).close(); // what is opened once and stays
    long before = openSockets();
    SocketPair pair = pair(scheme);
    assertEquals(before + 5, openSockets()); // a listener, and two of each socket
    pair.close();
    assertEquals(before, openSockets());
    pair = fresh(scheme);
    assertEquals(before + 3, openSockets());
    pair.close();
    assertEquals(before, openSockets());
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

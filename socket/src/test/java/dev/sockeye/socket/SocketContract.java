package dev.sockeye.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.testkit.Background;
import dev.sockeye.testkit.OnEachThreadKind;
import dev.sockeye.testkit.ThreadKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds on every socket, the JDK's own first. */
@Timeout(60)
abstract class SocketContract {

  static final int MUCH = 16 << 20;

  Sockets sockets;
  SocketPair pair;
  Socket client;
  Socket peer;

  abstract Sockets sockets() throws IOException;

  @BeforeEach
  void connect() throws IOException {
    sockets = sockets();
    pair = SocketPair.of(sockets);
    client = pair.client;
    peer = pair.peer;
  }

  @AfterEach
  void close() throws IOException {
    pair.close();
  }

  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  @OnEachThreadKind
  void carriesBytesBothWays(ThreadKind kind) throws Exception {
    byte[] much = bytes(MUCH);
    Background<byte[]> there = Background.run(kind, () -> peer.getInputStream().readNBytes(MUCH));
    Background<byte[]> back = Background.run(kind, () -> client.getInputStream().readNBytes(MUCH));
    Background<Void> writer =
        Background.run(
            kind,
            () -> {
              peer.getOutputStream().write(much);
              return null;
            });
    client.getOutputStream().write(much);
    assertArrayEquals(much, there.result());
    assertArrayEquals(much, back.result());
    assertNull(writer.result());
  }

  @Test
  void carriesSingleBytesAndParts() throws IOException {
    OutputStream out = client.getOutputStream();
    out.write(0x1ff);
    out.write(new byte[] {9, 1, 2, 9}, 1, 2);
    InputStream in = peer.getInputStream();
    assertEquals(0xff, in.read());
    byte[] into = new byte[4];
    assertEquals(0, in.read(into, 1, 0));
    assertEquals(1, in.readNBytes(into, 1, 1));
    assertEquals(1, in.readNBytes(into, 2, 1));
    assertArrayEquals(new byte[] {0, 1, 2, 0}, into);
    assertThrows(IndexOutOfBoundsException.class, () -> in.read(into, 3, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> out.write(into, 3, 2));
  }

  @Test
  void endsWithItsPeer() throws IOException {
    peer.getOutputStream().write(7);
    peer.close();
    InputStream in = client.getInputStream();
    assertEquals(7, in.read());
    assertEquals(-1, in.read());
    assertEquals(-1, in.read(new byte[8]));
    assertEquals(0, in.available());
  }

  @Test
  void writesFailOnceThePeerIsGone() throws IOException {
    peer.close();
    OutputStream out = client.getOutputStream();
    assertThrows(
        SocketException.class,
        () -> {
          while (true) {
            out.write(bytes(1000));
          }
        });
  }

  // Timeouts.

  @OnEachThreadKind
  void aTimeoutLosesNothing(ThreadKind kind) throws Exception {
    client.setSoTimeout(30);
    assertEquals(30, client.getSoTimeout());
    InputStream in = client.getInputStream();
    Background<Integer> read = Background.run(kind, () -> in.read());
    read.failure(SocketTimeoutException.class);
    assertFalse(client.isClosed());
    peer.getOutputStream().write(bytes(10));
    assertArrayEquals(bytes(10), in.readNBytes(10));
  }

  @OnEachThreadKind
  void aTimeoutIsSetWhileAnotherThreadReads(ThreadKind kind) throws Exception {
    Background<Integer> read =
        Background.run(kind, () -> client.getInputStream().read()).awaitBlocked();
    client.setSoTimeout(20);
    assertEquals(20, client.getSoTimeout());
    peer.getOutputStream().write(5);
    assertEquals(5, read.result());
    assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
    client.setSoTimeout(0);
    Background<Integer> last =
        Background.run(kind, () -> client.getInputStream().read()).awaitBlocked();
    peer.getOutputStream().write(6);
    assertEquals(6, last.result());
  }

  @Test
  void acceptTimesOutAndGoesOn() throws IOException {
    pair.server.setSoTimeout(20);
    assertThrows(SocketTimeoutException.class, () -> pair.server.accept());
    try (Socket second = sockets.client()) {
      second.connect(sockets.address(pair.server));
      try (Socket accepted = pair.server.accept()) {
        assertEquals(0, accepted.getSoTimeout());
        accepted.getOutputStream().write(3);
        assertEquals(3, second.getInputStream().read());
      }
    }
  }

  // Interrupts.

  private void assumeSpared(ThreadKind kind) {
    Assumptions.assumeTrue(
        kind == ThreadKind.PLATFORM || sockets.sparesVirtualThreads(),
        "the JDK's sockets are closed by an interrupt of a virtual thread");
  }

  @OnEachThreadKind
  void anInterruptedReadGoesOn(ThreadKind kind) throws Exception {
    assumeSpared(kind);
    Background<Integer> read =
        Background.run(kind, () -> client.getInputStream().read()).awaitBlocked();
    read.interrupt();
    read.awaitBlocked();
    read.interrupt();
    read.awaitBlocked();
    peer.getOutputStream().write(5);
    assertEquals(5, read.result());
    assertTrue(read.wasInterrupted());
    assertFalse(client.isClosed());
  }

  @OnEachThreadKind
  void anInterruptedReadKeepsItsTimeout(ThreadKind kind) throws Exception {
    assumeSpared(kind);
    client.setSoTimeout(300);
    long start = System.nanoTime();
    Background<Integer> read =
        Background.run(kind, () -> client.getInputStream().read()).awaitBlocked();
    read.interrupt();
    read.failure(SocketTimeoutException.class);
    assertTrue(System.nanoTime() - start >= 300_000_000, "timed out early");
    assertTrue(read.wasInterrupted());
    assertFalse(client.isClosed());
  }

  @OnEachThreadKind
  void anInterruptedWriteGoesOn(ThreadKind kind) throws Exception {
    assumeSpared(kind);
    byte[] much = bytes(MUCH);
    Background<Void> write =
        Background.<Void>run(
                kind,
                () -> {
                  client.getOutputStream().write(much);
                  return null;
                })
            .awaitBlocked();
    write.interrupt();
    write.awaitBlocked();
    assertArrayEquals(much, peer.getInputStream().readNBytes(MUCH));
    assertNull(write.result());
    assertTrue(write.wasInterrupted());
    assertFalse(client.isClosed());
  }

  @OnEachThreadKind
  void anInterruptedAcceptGoesOn(ThreadKind kind) throws Exception {
    assumeSpared(kind);
    Background<Socket> accept = Background.run(kind, () -> pair.server.accept()).awaitBlocked();
    accept.interrupt();
    accept.awaitBlocked();
    try (Socket second = sockets.client()) {
      second.connect(sockets.address(pair.server));
      accept.result().close();
      assertTrue(accept.wasInterrupted());
      assertEquals(-1, second.getInputStream().read());
    }
  }

  @OnEachThreadKind
  void aPendingInterruptHarmsNothing(ThreadKind kind) throws Exception {
    assumeSpared(kind);
    Background<Integer> all =
        Background.run(
            kind,
            () -> {
              Thread.currentThread().interrupt();
              try (Socket second = sockets.client()) {
                second.connect(sockets.address(pair.server), 10_000);
                try (Socket accepted = pair.server.accept()) {
                  accepted.getOutputStream().write(9);
                  return second.getInputStream().read();
                }
              }
            });
    assertEquals(9, all.result());
    assertTrue(all.wasInterrupted());
  }

  // Closing.

  @OnEachThreadKind
  void closeWakesAReader(ThreadKind kind) throws Exception {
    Background<Integer> read =
        Background.run(kind, () -> client.getInputStream().read()).awaitBlocked();
    client.close();
    assertEquals("Socket closed", read.failure(SocketException.class).getMessage());
  }

  @OnEachThreadKind
  void closeWakesAReaderWithATimeout(ThreadKind kind) throws Exception {
    client.setSoTimeout(40_000);
    Background<Integer> read =
        Background.run(kind, () -> client.getInputStream().read()).awaitBlocked();
    client.close();
    assertEquals("Socket closed", read.failure(SocketException.class).getMessage());
  }

  @OnEachThreadKind
  void closeWakesAWriter(ThreadKind kind) throws Exception {
    Background<Void> write =
        Background.<Void>run(
                kind,
                () -> {
                  client.getOutputStream().write(bytes(2 * MUCH));
                  return null;
                })
            .awaitBlocked();
    client.close();
    assertEquals("Socket closed", write.failure(SocketException.class).getMessage());
  }

  @OnEachThreadKind
  void closeWakesAnAccept(ThreadKind kind) throws Exception {
    ServerSocket server = pair.server;
    Background<Socket> accept = Background.run(kind, () -> server.accept()).awaitBlocked();
    server.close();
    assertEquals("Socket closed", accept.failure(SocketException.class).getMessage());
    assertTrue(server.isClosed());
    assertThrows(SocketException.class, server::accept);
  }

  @Test
  void aClosedSocketIsOfNoUse() throws IOException {
    InputStream in = client.getInputStream();
    OutputStream out = client.getOutputStream();
    in.close();
    client.close();
    assertTrue(client.isClosed());
    assertTrue(client.isConnected());
    assertTrue(client.isBound());
    assertEquals("Socket closed", assertThrows(SocketException.class, in::read).getMessage());
    assertThrows(SocketException.class, () -> out.write(1));
    assertThrows(IOException.class, in::available);
    assertThrows(SocketException.class, () -> client.getInputStream());
    assertThrows(SocketException.class, () -> client.getOutputStream());
    assertThrows(SocketException.class, () -> client.setSoTimeout(1));
    assertThrows(SocketException.class, () -> client.connect(sockets.address(pair.server)));
    assertEquals(-1, peer.getInputStream().read());
  }

  // Half closes, and what is there.

  @Test
  void theOutputIsShutDown() throws IOException {
    OutputStream out = client.getOutputStream();
    out.write(1);
    client.shutdownOutput();
    assertTrue(client.isOutputShutdown());
    assertEquals(1, peer.getInputStream().read());
    assertEquals(-1, peer.getInputStream().read());
    assertThrows(SocketException.class, () -> out.write(2));
    assertThrows(SocketException.class, () -> client.getOutputStream());
    assertThrows(SocketException.class, () -> client.shutdownOutput());
    peer.getOutputStream().write(3);
    assertEquals(3, client.getInputStream().read());
    assertFalse(client.isClosed());
  }

  @Test
  void theInputIsShutDown() throws IOException {
    InputStream in = client.getInputStream();
    client.shutdownInput();
    assertTrue(client.isInputShutdown());
    assertEquals(-1, in.read());
    assertEquals(0, in.available());
    assertThrows(SocketException.class, () -> client.getInputStream());
    assertThrows(SocketException.class, () -> client.shutdownInput());
    client.getOutputStream().write(4);
    assertEquals(4, peer.getInputStream().read());
  }

  @Test
  void tellsWhatIsThere() throws Exception {
    InputStream in = client.getInputStream();
    assertEquals(0, in.available());
    peer.getOutputStream().write(bytes(100));
    awaitAvailable(in, 100);
    byte[] first = in.readNBytes(30);
    awaitAvailable(in, 70);
    byte[] rest = in.readNBytes(70);
    assertEquals(0, in.available());
    byte[] all = new byte[100];
    System.arraycopy(first, 0, all, 0, 30);
    System.arraycopy(rest, 0, all, 30, 70);
    assertArrayEquals(bytes(100), all);
    Background<Integer> read = Background.run(() -> in.read()).awaitBlocked();
    peer.getOutputStream().write(8);
    assertEquals(8, read.result());
  }

  private static void awaitAvailable(InputStream in, int count) throws IOException {
    while (in.available() < count) {
      Thread.onSpinWait();
    }
    assertEquals(count, in.available());
  }

  @Test
  void looksAheadWhileAnotherThreadWrites() throws Exception {
    byte[] much = bytes(MUCH);
    Background<Void> write =
        Background.<Void>run(
                () -> {
                  client.getOutputStream().write(much);
                  return null;
                })
            .awaitBlocked();
    for (int i = 0; i < 1000; i++) {
      assertEquals(0, client.getInputStream().available());
    }
    assertArrayEquals(much, peer.getInputStream().readNBytes(MUCH));
    assertNull(write.result());
  }

  // States.

  @Test
  void connectsOnce() {
    assertThrows(SocketException.class, () -> client.connect(sockets.address(pair.server)));
    assertThrows(IllegalArgumentException.class, () -> client.connect(null));
    assertFalse(client.isClosed());
  }

  @Test
  void isUnconnectedAtFirst() throws IOException {
    try (Socket socket = sockets.client()) {
      assertFalse(socket.isConnected());
      assertFalse(socket.isBound());
      assertFalse(socket.isClosed());
      assertNull(socket.getInetAddress());
      assertNull(socket.getRemoteSocketAddress());
      assertNull(socket.getLocalSocketAddress());
      assertEquals(0, socket.getPort());
      assertEquals(-1, socket.getLocalPort());
      assertTrue(socket.getLocalAddress().isAnyLocalAddress());
      assertThrows(SocketException.class, socket::getInputStream);
      assertThrows(SocketException.class, socket::getOutputStream);
      assertThrows(SocketException.class, socket::shutdownInput);
      assertThrows(SocketException.class, socket::shutdownOutput);
    }
  }

  @Test
  void keepsOptionsThatAreSetBeforeTheConnect() throws IOException {
    try (Socket socket = sockets.client()) {
      socket.setSoTimeout(20);
      socket.setKeepAlive(true);
      socket.setTcpNoDelay(true);
      socket.setSoLinger(true, 3);
      socket.setReuseAddress(true);
      socket.setTrafficClass(0x10);
      socket.setPerformancePreferences(1, 2, 3);
      socket.setOOBInline(true);
      socket.connect(sockets.address(pair.server));
      assertEquals(20, socket.getSoTimeout());
      assertTrue(socket.getKeepAlive());
      assertTrue(socket.getTcpNoDelay());
      assertEquals(3, socket.getSoLinger());
      assertTrue(socket.getReuseAddress());
      assertTrue(socket.getOOBInline());
      assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
      assertThrows(IllegalArgumentException.class, () -> socket.setSoTimeout(-1));
      assertThrows(IllegalArgumentException.class, () -> socket.setSendBufferSize(0));
      assertThrows(IllegalArgumentException.class, () -> socket.setReceiveBufferSize(0));
      assertThrows(IllegalArgumentException.class, () -> socket.setSoLinger(true, -1));
      assertThrows(IllegalArgumentException.class, () -> socket.setTrafficClass(256));
      assertTrue(socket.getSendBufferSize() > 0);
      assertTrue(socket.getReceiveBufferSize() > 0);
    }
  }

  @Test
  void namesItsPeer() {
    assertEquals(sockets.address(pair.server).getPort(), client.getPort());
    assertEquals(
        sockets.address(pair.server).getHostString(), client.getInetAddress().getHostName());
    assertTrue(client.getInetAddress().isLoopbackAddress());
    assertTrue(client.getLocalAddress().isLoopbackAddress());
    assertTrue(peer.getInetAddress().isLoopbackAddress());
    assertTrue(client.getLocalPort() >= 0);
  }
}

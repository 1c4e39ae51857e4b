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
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What ends a call that waits, and what does not. */
abstract class SocketWaitContract extends SocketStreamContract {

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
}

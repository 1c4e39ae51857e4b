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
import java.net.SocketException;
import org.junit.jupiter.api.Test;

/** What is written is read, to the end, and is told to be there. */
abstract class SocketStreamContract extends SocketCases {

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
}

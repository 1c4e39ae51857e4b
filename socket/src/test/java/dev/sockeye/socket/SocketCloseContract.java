package dev.sockeye.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.api.Test;

/** A close ends all that there is of a socket. */
abstract class SocketCloseContract extends SocketWaitContract {

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
}

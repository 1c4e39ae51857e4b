package dev.sockeye.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Network;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.testkit.Background;
import dev.sockeye.testkit.OnEachThreadKind;
import dev.sockeye.testkit.ThreadKind;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's TLS over our sockets, as drivers layer it: {@code createSocket(socket, ...)}. */
@Timeout(60)
final class LayeredTlsTest {

  @TempDir Path folder;

  @OnEachThreadKind
  void carriesTls(ThreadKind kind) throws Exception {
    SSLContext context = Certificate.context(folder);
    carriesTls(kind, context, new EndpointSockets(MemoryNetwork.create(), "memory:db"));
    carriesTls(kind, context, new EndpointSockets(Network.system(), "tcp://127.0.0.1:0"));
    String path = "unix:" + folder.resolve("s");
    carriesTls(kind, context, new EndpointSockets(Network.system(), path));
  }

  private static void carriesTls(ThreadKind kind, SSLContext context, Sockets sockets)
      throws Exception {
    byte[] much = SocketContract.bytes(1 << 20);
    try (SocketPair pair = SocketPair.of(sockets)) {
      Background<byte[]> server =
          Background.run(
              kind,
              () -> {
                try (Socket tls = context.getSocketFactory().createSocket(pair.peer, null, true)) {
                  byte[] read = tls.getInputStream().readNBytes(much.length);
                  tls.getOutputStream().write(read);
                  return read;
                }
              });
      try (SSLSocket tls =
          (SSLSocket)
              context.getSocketFactory().createSocket(pair.client, "db.internal", 5432, true)) {
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        assertEquals("db.internal", tls.getSession().getPeerHost());
        tls.setSoTimeout(20);
        assertThrows(SocketTimeoutException.class, () -> tls.getInputStream().read());
        tls.setSoTimeout(0);
        tls.getOutputStream().write(much);
        assertArrayEquals(much, tls.getInputStream().readNBytes(much.length));
        assertEquals(-1, tls.getInputStream().read());
        assertArrayEquals(much, server.result());
      }
      assertTrue(pair.client.isClosed());
    }
  }
}

package dev.sockeye.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.tcp.Tcp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tlschannel.ClientTlsChannel;
import tlschannel.ServerTlsChannel;
import tlschannel.TlsChannel;

/** The library tls-channel, over Sockeye's own streams, as the server and as the client. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsChannelTest {

  private static final int LENGTH = 1_000_000;

  private static byte[] bytes() {
    byte[] bytes = new byte[LENGTH];
    new Random(3).nextBytes(bytes);
    return bytes;
  }

  private static Listener<StreamEndpoint> bound(Listener<StreamEndpoint> listener)
      throws IOException {
    return listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static StreamEndpoint connect(Listener<StreamEndpoint> listener) throws IOException {
    StreamEndpoint endpoint = Network.system().socket(Tcp.STREAM4);
    endpoint.connect(listener.getLocalAddress());
    return endpoint;
  }

  /** Writes back what comes, until the end. */
  private static Long echo(ByteChannel peer) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(30_000);
    long all = 0;
    for (int n; (n = peer.read(buffer.clear())) >= 0; all += n) {
      for (buffer.flip(); buffer.hasRemaining(); ) {
        peer.write(buffer);
      }
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void itIsAServer(String protocol) throws Exception {
    SSLContext context = KeyFiles.context();
    try (Listener<StreamEndpoint> listener = bound(Network.system().listener(Tcp.STREAM4))) {
      CompletableFuture<Long> echoed =
          TlsPairs.background(
              () -> {
                try (TlsChannel peer =
                    ServerTlsChannel.newBuilder(listener.accept(), context).build()) {
                  return echo(peer);
                }
              });
      TlsSettings settings = TlsSettings.client(KeyFiles.context(protocol)).peerHost("localhost");
      try (StreamEndpoint client = Tls.client(connect(listener), settings)) {
        assertArrayEquals(bytes(), TlsPairs.echoed(client, bytes()));
        assertEquals(protocol, client.getOption(Tls.SESSION).protocol());
      }
      assertEquals(LENGTH, echoed.join());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void itIsAClient(String protocol) throws Exception {
    TlsSettings settings = TlsSettings.server(KeyFiles.context());
    try (Listener<StreamEndpoint> listener =
        bound(Tls.listener(Network.system().listener(Tcp.STREAM4), settings))) {
      CompletableFuture<Long> echoed =
          TlsPairs.background(
              () -> {
                try (StreamEndpoint peer = listener.accept()) {
                  return echo(peer);
                }
              });
      SSLContext context = KeyFiles.context(protocol);
      try (TlsChannel client = ClientTlsChannel.newBuilder(connect(listener), context).build()) {
        byte[] bytes = bytes();
        CompletableFuture<Void> sent =
            TlsPairs.background(
                () -> {
                  client.write(ByteBuffer.wrap(bytes));
                  return null;
                });
        assertArrayEquals(bytes, Channels.newInputStream(client).readNBytes(LENGTH));
        sent.join();
      }
      assertEquals(LENGTH, echoed.join());
    }
  }
}

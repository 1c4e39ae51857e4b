package dev.sockeye.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Errno;
import dev.sockeye.Poller;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.inet.InetChannels;
import dev.sockeye.testkit.Watchdog;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A port that the system chose for this side is the one that is connected to. */
@ExtendWith(Watchdog.class)
class SelfConnectTest {

  private StreamEndpoint endpoint;
  private SocketAddress own;

  @BeforeEach
  void open() throws IOException {
    bind(Tcp.STREAM4);
  }

  private void bind(SocketSpec<StreamEndpoint> spec) throws IOException {
    endpoint = new TcpTransport().socket(spec).bind(InetChannels.loopback(spec));
    own = endpoint.getLocalAddress();
  }

  @AfterEach
  void close() throws IOException {
    endpoint.close();
  }

  private void assertRefused(ConnectException refused) throws IOException {
    assertEquals(Optional.of(Errno.ECONNREFUSED), Errno.of(refused));
    assertTrue(refused.getMessage().contains("itself"), refused::getMessage);
    assertFalse(endpoint.isOpen());
    new TcpTransport().listener(Tcp.STREAM).bind(own, 1).close(); // the port is free
  }

  @Test
  void mptcpIsRefusedToo() throws Exception {
    MptcpPeersTest.assumeMptcp();
    endpoint.close();
    SocketSpec<StreamEndpoint> spec = Mptcp.STREAM4;
    endpoint = new MptcpTransport().socket(spec).bind(InetChannels.loopback(spec));
    own = endpoint.getLocalAddress();
    assertRefused(assertThrows(ConnectException.class, () -> endpoint.connect(own)));
  }

  @Test
  void aConnectToItselfIsRefused() throws IOException {
    for (SocketSpec<StreamEndpoint> spec : List.of(Tcp.STREAM, Tcp.STREAM4, Tcp.STREAM6)) {
      endpoint.close();
      bind(spec);
      assertRefused(assertThrows(ConnectException.class, () -> endpoint.connect(own)));
    }
  }

  @Test
  void withATimeoutToo() throws IOException {
    endpoint.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofMinutes(1));
    assertRefused(assertThrows(ConnectException.class, () -> endpoint.connect(own)));
  }

  @Test
  void withoutWaitingToo() throws IOException {
    endpoint.configureBlocking(false);
    assertRefused(assertThrows(ConnectException.class, this::connectByPoller));
  }

  private void connectByPoller() throws IOException {
    boolean connected = endpoint.connect(own);
    try (Poller poller = Poller.open()) {
      poller.register(endpoint, SelectionKey.OP_CONNECT, null);
      while (!connected) {
        poller.poll(Duration.ofSeconds(1), ready -> {});
        connected = endpoint.finishConnect();
      }
    }
  }

  @Test
  void whoNamesThePortMeansIt() throws IOException {
    endpoint.close();
    int port = ((InetSocketAddress) own).getPort();
    endpoint = new TcpTransport().socket(Tcp.STREAM4);
    endpoint.bind(new InetSocketAddress(((InetSocketAddress) own).getAddress(), port));
    assertTrue(endpoint.connect(own));
    assertEquals(own, endpoint.getRemoteAddress());
  }
}

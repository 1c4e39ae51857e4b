package dev.sockeye.tcp;

import static dev.sockeye.testkit.Bounds.assertTimesOut;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.testkit.FullBacklog;
import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.testkit.Watchdog;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What concerns TCP alone. */
@ExtendWith(Watchdog.class)
class TcpTest {

  private static final Network NETWORK = Network.system();

  private static EndpointUri uri(String text) {
    return EndpointUri.valueOf(text);
  }

  private static EndpointUri uri(Listener<?> listener) throws IOException {
    return uri("tcp://any:1").withAddress(listener.getLocalAddress());
  }

  private static String refusal(String text) {
    return assertThrows(IllegalArgumentException.class, () -> NETWORK.connectStream(uri(text)))
        .getMessage();
  }

  @Test
  void aSocketIsOpenedByItsTriple() throws IOException {
    for (Protocol protocol : List.of(Protocol.IPPROTO_TCP, Protocol.DEFAULT)) {
      try (Endpoint endpoint = NETWORK.socket(Domain.AF_INET, SocketType.SOCK_STREAM, protocol)) {
        assertTrue(endpoint instanceof StreamEndpoint);
        assertSame(Tcp.STREAM4, endpoint.spec());
      }
    }
    try (Endpoint endpoint =
        NETWORK.socket(Domain.AF_UNSPEC, SocketType.SOCK_STREAM, Protocol.DEFAULT)) {
      assertSame(Tcp.STREAM, endpoint.spec());
    }
  }

  @Test
  void aTripleThatNobodyHasIsToldWithThoseThatAreThere() {
    String told =
        assertThrows(
                UnsupportedOperationException.class,
                () ->
                    NETWORK.socket(
                        new Domain("AF_X25"), SocketType.SOCK_SEQPACKET, Protocol.DEFAULT))
            .getMessage();
    assertTrue(told.contains("(AF_X25, SOCK_SEQPACKET, 0)"), told);
    assertTrue(told.contains("(AF_INET, SOCK_STREAM, IPPROTO_TCP)"), told);
  }

  @Test
  void aPairIsConnectedOverTheLoopbackInterface() throws IOException {
    for (SocketSpec<StreamEndpoint> spec : List.of(Tcp.STREAM, Tcp.STREAM4)) {
      try (EndpointPair<StreamEndpoint> pair = NETWORK.pair(spec)) {
        InetSocketAddress local = (InetSocketAddress) pair.first().getLocalAddress();
        assertTrue(local.getAddress().isLoopbackAddress());
        assertEquals(local, pair.second().getRemoteAddress());
        assertSame(spec, pair.first().spec());
      }
    }
  }

  @Test
  void nagleIsOffUnlessAskedFor() throws IOException {
    try (EndpointPair<StreamEndpoint> pair = NETWORK.pair(Tcp.STREAM)) {
      assertTrue(pair.first().getOption(StandardSocketOptions.TCP_NODELAY));
      assertTrue(pair.second().getOption(StandardSocketOptions.TCP_NODELAY));
    }
    try (Listener<StreamEndpoint> listener =
            NETWORK.listenStream(uri("tcp://127.0.0.1:0?TCP_NODELAY=false"));
        StreamEndpoint client =
            NETWORK.connectStream(uri(listener).withOption("tcp_nodelay", "off"));
        StreamEndpoint accepted = listener.accept()) {
      assertFalse(client.getOption(StandardSocketOptions.TCP_NODELAY));
      assertFalse(accepted.getOption(StandardSocketOptions.TCP_NODELAY));
    }
  }

  @Test
  void optionsOfAUriAreSetOnBothSides() throws IOException {
    String options = "?SO_KEEPALIVE=true&SO_LINGER=7&SO_RCVTIMEO=1500ms&BACKLOG=5";
    try (Listener<StreamEndpoint> listener =
            NETWORK.listenStream(uri("tcp://127.0.0.1:0" + options));
        StreamEndpoint client =
            NETWORK.connectStream(
                uri("tcp://x:1" + options).withAddress(listener.getLocalAddress()));
        StreamEndpoint accepted = listener.accept()) {
      assertEquals(5, listener.getOption(EndpointOptions.BACKLOG));
      for (StreamEndpoint endpoint : List.of(client, accepted)) {
        assertTrue(endpoint.getOption(StandardSocketOptions.SO_KEEPALIVE));
        assertEquals(7, endpoint.getOption(StandardSocketOptions.SO_LINGER));
        assertEquals(Duration.ofMillis(1500), endpoint.getOption(EndpointOptions.SO_RCVTIMEO));
      }
    }
  }

  @Test
  void theReceiveBufferOfAListenerIsInherited() throws IOException {
    try (Listener<StreamEndpoint> listener =
            NETWORK.listenStream(uri("tcp://127.0.0.1:0?SO_RCVBUF=20k"));
        StreamEndpoint client = NETWORK.connectStream(uri(listener));
        StreamEndpoint accepted = listener.accept()) {
      int normal = client.getOption(StandardSocketOptions.SO_RCVBUF);
      int chosen = accepted.getOption(StandardSocketOptions.SO_RCVBUF);
      assertTrue(chosen >= 20 << 10 && chosen < normal, chosen + " of " + normal);
    }
  }

  @Test
  void aListenerWithoutAHostIsReachedByBothFamilies() throws IOException {
    try (Listener<StreamEndpoint> listener = NETWORK.listenStream(uri("tcp://:0"))) {
      int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
      assertReached(listener, "tcp4://127.0.0.1:" + port);
      String reason = TcpFixtures.v6().unavailable().orElse(null);
      assumeTrue(reason == null, reason);
      assertReached(listener, "tcp6://[::1]:" + port);
    }
  }

  private static void assertReached(Listener<StreamEndpoint> listener, String text)
      throws IOException {
    try (StreamEndpoint client = NETWORK.connectStream(uri(text));
        StreamEndpoint accepted = listener.accept()) {
      Streams.writeFully(client, ByteBuffer.allocate(1));
      assertEquals(1, accepted.read(ByteBuffer.allocate(9)));
    }
  }

  @Test
  void aNameIsConnectedToAtWhicheverOfItsAddressesListens() throws IOException {
    for (InetAddress address : InetAddress.getAllByName("localhost")) {
      try (Listener<StreamEndpoint> listener =
          NETWORK.listener(Tcp.STREAM).bind(new InetSocketAddress(address, 0))) {
        int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
        assertReached(listener, "tcp://localhost:" + port);
      }
    }
  }

  @Test
  void theTimeoutOfAUriBoundsTheConnect() throws IOException {
    StreamFixture fixture = TcpFixtures.v4();
    try (Listener<StreamEndpoint> listener = fixture.openListener().bind(fixture.freeAddress(), 1);
        FullBacklog full = new FullBacklog(fixture, listener)) {
      EndpointUri uri = uri(listener).withOption("SO_SNDTIMEO", "60ms");
      String told =
          assertTimesOut(Duration.ofMillis(60), () -> NETWORK.connectStream(uri)).getMessage();
      assertTrue(told.matches("connect tcp 127\\.0\\.0\\.1:\\d+: timed out"), told);
      assertTrue(full.established() > 0);
    }
  }

  @Test
  void anEndpointIsUnwrappedToItsChannel() throws IOException {
    try (EndpointPair<StreamEndpoint> pair = NETWORK.pair(Tcp.STREAM);
        Listener<StreamEndpoint> listener = NETWORK.listener(Tcp.STREAM)) {
      assertTrue(pair.first().unwrap(SocketChannel.class).isConnected());
      assertTrue(listener.unwrap(ServerSocketChannel.class).isOpen());
    }
  }

  @Test
  void aRefusedConnectIsToldInOneSentence() throws IOException {
    InetSocketAddress dead = (InetSocketAddress) TcpFixtures.v4().deadAddress();
    ConnectException refused =
        assertThrows(
            ConnectException.class,
            () -> NETWORK.connectStream(uri("tcp://127.0.0.1:" + dead.getPort())));
    assertEquals(
        "connect tcp 127.0.0.1:" + dead.getPort() + ": Connection refused (ECONNREFUSED)",
        refused.getMessage());
  }

  @Test
  void aPortInUseIsToldInOneSentence() throws IOException {
    try (Listener<StreamEndpoint> listener = NETWORK.listenStream(uri("tcp://127.0.0.1:0"))) {
      EndpointUri taken = uri(listener);
      BindException inUse = assertThrows(BindException.class, () -> NETWORK.listenStream(taken));
      assertEquals(
          "bind tcp " + taken.address().substring(2) + ": Address already in use (EADDRINUSE)",
          inUse.getMessage());
    }
  }

  @Test
  void aNameThatDoesNotResolveIsTold() {
    UnknownHostException unknown =
        assertThrows(
            UnknownHostException.class,
            () -> NETWORK.connectStream(uri("tcp://no-such-host.invalid:5000")));
    assertEquals(
        "tcp://no-such-host.invalid:5000: host name 'no-such-host.invalid' does not resolve:"
            + " check its spelling, the hosts file and DNS",
        unknown.getMessage());
  }

  @Test
  void aUriWithoutHostOrPortSaysWhatToWrite() {
    assertEquals("tcp://: no host and no port: write tcp://HOST:PORT", refusal("tcp://"));
    assertEquals("tcp://host: no port: write tcp://host:PORT", refusal("tcp://host"));
    assertEquals(
        "tcp:host:1: two slashes are missing: write tcp://HOST:PORT", refusal("tcp:host:1"));
    assertEquals(
        "tcp://:5000: no host to connect to: write tcp://HOST:5000"
            + " (without a host one can only listen)",
        refusal("tcp://:5000"));
    assertEquals(
        "tcp://::1:5000: an IPv6 address needs brackets: write tcp://[::1]:PORT",
        refusal("tcp://::1:5000"));
  }

  @Test
  void aPortThatCannotBeIsTold() {
    assertEquals(
        "tcp://host:99999: port '99999' is not a number from 0 to 65535: write tcp://HOST:PORT",
        refusal("tcp://host:99999"));
    assertEquals(
        "tcp://host:http: port 'http' is not a number from 0 to 65535: write tcp://HOST:PORT",
        refusal("tcp://host:http"));
    assertEquals(
        "tcp://host:0: port 0 cannot be connected to (it is for listening on a free port): write"
            + " the port that the peer listens on",
        refusal("tcp://host:0"));
  }

  @Test
  void aSchemeThatIsMistypedIsTold() {
    assertTold(
        "tpc://host:1: unknown scheme tpc: did you mean tcp? (present are ",
        refusal("tpc://host:1"));
    assertTold(
        "tipc6://host:1: no transport for tipc6: add its artifact, dev.sockeye:sockeye-tipc"
            + " if it is one of Sockeye's (present are ",
        refusal("tipc6://host:1"));
  }

  private static void assertTold(String start, String told) {
    assertTrue(told.startsWith(start), told);
    assertTrue(told.contains("tcp, tcp4, tcp6"), told);
  }

  @Test
  void anOptionThatIsMistypedIsTold() {
    String told = refusal("tcp://127.0.0.1:1?TCP_NODLAY=true");
    String start =
        "tcp://127.0.0.1:1?TCP_NODLAY=true: unknown option TCP_NODLAY: did you mean TCP_NODELAY?"
            + " (tcp has ";
    assertTrue(told.startsWith(start), told);
    assertTrue(told.contains("SO_RCVTIMEO") && told.endsWith(")"), told);
  }

  @Test
  void anOptionsValueThatCannotBeIsTold() {
    assertEquals(
        "tcp://127.0.0.1:1?SO_RCVBUF=lots: SO_RCVBUF cannot be 'lots':"
            + " write a whole number, such as 16384 or 16k",
        refusal("tcp://127.0.0.1:1?SO_RCVBUF=lots"));
    assertEquals(
        "tcp://127.0.0.1:1?TCP_NODELAY=maybe: TCP_NODELAY cannot be 'maybe':"
            + " write true or false",
        refusal("tcp://127.0.0.1:1?TCP_NODELAY=maybe"));
    assertEquals(
        "tcp://127.0.0.1:1?SO_RCVTIMEO=5: SO_RCVTIMEO cannot be '5':"
            + " write a time with its unit, such as 250ms, 5s or 2m",
        refusal("tcp://127.0.0.1:1?SO_RCVTIMEO=5"));
  }

  @Test
  void aStreamOfTcpMakesNoDatagrams() {
    String told =
        assertThrows(
                UnsupportedOperationException.class,
                () -> NETWORK.bindMessages(uri("tcp://127.0.0.1:0")))
            .getMessage();
    assertEquals(
        "tcp://127.0.0.1:0: tcp takes messages only over connections: use listenMessages", told);
  }
}

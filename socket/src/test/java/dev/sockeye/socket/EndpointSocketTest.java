package dev.sockeye.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.testkit.Background;
import dev.sockeye.testkit.OnEachThreadKind;
import dev.sockeye.testkit.ThreadKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("try") // listeners that are there to be reached, and nothing else
final class EndpointSocketTest {

  @TempDir Path folder;

  private EndpointUri unix() {
    return EndpointUri.valueOf("unix:" + folder.resolve("s"));
  }

  private Listener<StreamEndpoint> listen(EndpointUri uri) throws IOException {
    return Network.system().listenStream(uri);
  }

  // Where it goes.

  @Test
  void theUriWinsOverAnyAddress() throws IOException {
    EndpointUri uri = unix();
    try (Listener<StreamEndpoint> listener = listen(uri)) {
      InetAddress other = InetAddress.getByAddress("far.example", new byte[] {(byte) 192, 0, 2, 1});
      assertReaches(listener, uri, new InetSocketAddress(other, 5432), "far.example", 5432);
      assertReaches(
          listener, uri, InetSocketAddress.createUnresolved("no.such", 25), "no.such", 25);
      assertReaches(listener, uri, UnixDomainSocketAddress.of("/no/such"), "localhost", 0);
    }
  }

  private static void assertReaches(
      Listener<StreamEndpoint> listener,
      EndpointUri uri,
      SocketAddress asked,
      String host,
      int port)
      throws IOException {
    try (Socket socket = new EndpointSocket(Network.system(), uri)) {
      socket.connect(asked, 5_000);
      listener.accept().close();
      assertEquals(host, socket.getInetAddress().getHostName());
      assertTrue(socket.getInetAddress().isLoopbackAddress());
      assertEquals(port, socket.getPort());
      assertEquals(
          new InetSocketAddress(socket.getInetAddress(), port), socket.getRemoteSocketAddress());
      assertEquals(0, socket.getLocalPort());
      assertNull(socket.getChannel());
      assertEquals(-1, socket.getInputStream().read());
    }
  }

  @Test
  void aTcpPeerKeepsItsAddressAndTakesTheName() throws IOException {
    try (Listener<StreamEndpoint> listener = listen(EndpointUri.valueOf("tcp://127.0.0.1:0"))) {
      EndpointUri uri =
          EndpointUri.valueOf("tcp://127.0.0.1:0").withAddress(listener.getLocalAddress());
      try (Socket socket = new EndpointSocket(Network.system(), uri)) {
        socket.connect(InetSocketAddress.createUnresolved("db", 5432));
        assertEquals("db/127.0.0.1", socket.getInetAddress().toString());
        assertEquals(5432, socket.getPort());
        assertTrue(socket.getLocalPort() > 0);
      }
    }
  }

  @Test
  void aWrongUriIsAnIoExceptionThatSaysWhy() throws IOException {
    assertRefused("nonsense", "no scheme");
    assertRefused("", "no URI was given");
    assertRefused("foo:/x", "foo");
    assertRefused("unix:/x?NO_SUCH=1", "NO_SUCH");
    assertRefused("unix+dgram:/x", "unix+dgram");
    assertThrows(NullPointerException.class, () -> new EndpointSocketFactory((String) null));
    ServerSocket server = new EndpointServerSocketFactory("nonsense").createServerSocket();
    assertTrue(
        assertThrows(SocketException.class, () -> server.bind(null))
            .getMessage()
            .contains("no scheme"));
  }

  private static void assertRefused(String uri, String why) throws IOException {
    Socket socket = new EndpointSocketFactory(uri).createSocket();
    SocketException refused =
        assertThrows(
            SocketException.class,
            () -> socket.connect(InetSocketAddress.createUnresolved("db", 5432), 3_000));
    assertTrue(refused.getMessage().contains(why), refused::getMessage);
    assertFalse(refused.getMessage().contains("3000"), refused::getMessage);
    assertTrue(socket.isClosed());
  }

  @Test
  void whereNobodyListensIsSaid() throws IOException {
    EndpointUri uri = unix();
    listen(uri).close();
    Socket socket = new EndpointSocket(MemoryNetwork.create(), uri);
    String told =
        assertThrows(
                SocketException.class,
                () -> socket.connect(InetSocketAddress.createUnresolved("db", 5432)))
            .getMessage();
    assertTrue(told.startsWith("connect unix ") && told.contains(folder + "/s"), told);
    assertTrue(socket.isClosed());
  }

  @Test
  void aPropertyNamesTheUri() throws IOException {
    Socket without = new EndpointSocketFactory().createSocket();
    SocketException refused =
        assertThrows(SocketException.class, () -> without.connect(new InetSocketAddress(1)));
    assertTrue(refused.getMessage().startsWith("dev.sockeye.socket.uri is not set"));
    System.setProperty("dev.sockeye.socket.uri", unix().toString());
    try (ServerSocket server = EndpointServerSocketFactory.getDefault().createServerSocket(1);
        Socket client = EndpointSocketFactory.getDefault().createSocket("db", 5432);
        Socket peer = server.accept()) {
      client.getOutputStream().write(1);
      assertEquals(1, peer.getInputStream().read());
    } finally {
      System.clearProperty("dev.sockeye.socket.uri");
    }
  }

  // How long it takes.

  /** Until a connect would wait for ever. */
  private static void fill(Network network, EndpointUri uri, List<StreamEndpoint> queued)
      throws IOException {
    EndpointUri limited = uri.withOption("SO_SNDTIMEO", "100ms");
    assertThrows(
        SocketTimeoutException.class,
        () -> {
          while (true) {
            queued.add(network.connectStream(limited));
          }
        });
  }

  @OnEachThreadKind
  void aConnectTimesOut(ThreadKind kind) throws Exception {
    assertConnectTimesOut(kind, Network.system());
    assertConnectTimesOut(kind, MemoryNetwork.create());
  }

  private void assertConnectTimesOut(ThreadKind kind, Network network) throws Exception {
    EndpointUri uri = unix();
    List<StreamEndpoint> queued = new ArrayList<>();
    try (Listener<StreamEndpoint> listener = network.listenStream(uri.withOption("BACKLOG", "1"))) {
      fill(network, uri, queued);
      Socket socket = new EndpointSocket(network, uri);
      Background<Void> connect = connecting(kind, socket, 60);
      SocketTimeoutException told = connect.failure(SocketTimeoutException.class);
      assertEquals("connect " + uri + ": timed out after 60 ms", told.getMessage());
      assertFalse(connect.wasInterrupted());
      assertTrue(socket.isClosed());
    } finally {
      for (StreamEndpoint endpoint : queued) {
        endpoint.close();
      }
    }
  }

  private static Background<Void> connecting(ThreadKind kind, Socket socket, int timeout) {
    return Background.run(
        kind,
        () -> {
          socket.connect(InetSocketAddress.createUnresolved("db", 5432), timeout);
          return null;
        });
  }

  @OnEachThreadKind
  void aConnectIsEndedByCloseAlone(ThreadKind kind) throws Exception {
    EndpointUri uri = unix();
    List<StreamEndpoint> queued = new ArrayList<>();
    try (Listener<StreamEndpoint> listener = listen(uri.withOption("BACKLOG", "1"))) {
      fill(Network.system(), uri, queued);
      Socket socket = new EndpointSocket(Network.system(), uri);
      Background<Void> connect = connecting(kind, socket, 0).awaitBlocked();
      connect.interrupt();
      connect.awaitBlocked();
      socket.close();
      assertEquals("Socket closed", connect.failure(SocketException.class).getMessage());
      assertTrue(connect.wasInterrupted());
      for (StreamEndpoint endpoint : queued) {
        endpoint.close();
      }
    }
  }

  @Test
  void theTimeToConnectIsNotThatOfWrites() throws IOException {
    EndpointUri uri = unix();
    try (Listener<StreamEndpoint> listener = listen(uri);
        EndpointSocket socket =
            new EndpointSocket(Network.system(), uri.withOption("SO_SNDTIMEO", "7s"))) {
      socket.connect(new InetSocketAddress(1), 5_000);
      assertEquals(Duration.ofSeconds(7), socket.endpoint().getOption(EndpointOptions.SO_SNDTIMEO));
      assertEquals(0, socket.getSoTimeout());
    }
  }

  // What it is a view of.

  @Test
  void isClosedWithItsEndpoint() throws Exception {
    EndpointUri uri = unix();
    try (Listener<StreamEndpoint> listener = listen(uri);
        EndpointSocket socket = new EndpointSocket(Network.system(), uri)) {
      socket.connect(new InetSocketAddress(1));
      Background<Integer> read =
          Background.run(() -> socket.getInputStream().read()).awaitBlocked();
      socket.endpoint().close();
      assertEquals("Socket closed", read.failure(SocketException.class).getMessage());
      assertTrue(socket.isClosed());
      assertThrows(SocketException.class, socket::getInputStream);
    }
  }

  @Test
  void toldOfAModeInWhichItCannotRead() throws IOException {
    MemoryNetwork network = MemoryNetwork.create();
    EndpointUri uri = EndpointUri.valueOf("memory:x");
    try (Listener<StreamEndpoint> listener = network.listenStream(uri);
        EndpointSocket socket = new EndpointSocket(network, uri)) {
      socket.connect(new InetSocketAddress(1));
      socket.endpoint().configureBlocking(false);
      assertThrows(IllegalBlockingModeException.class, () -> socket.getInputStream().read());
    }
  }

  @Test
  void breaksWithItsPeer() throws IOException {
    for (Network network : new Network[] {Network.system(), MemoryNetwork.create()}) {
      try (ServerSocket server = new EndpointServerSocket(network, unix())) {
        server.bind(null);
        try (Socket client = new EndpointSocket(network, unix())) {
          client.connect(new InetSocketAddress(1));
          client.getOutputStream().write(new byte[100]);
          Socket peer = server.accept();
          assertEquals(0, peer.getInputStream().read());
          peer.close(); // with bytes that nobody has read
          assertEquals(0, client.getInputStream().available());
          assertThrows(SocketException.class, () -> client.getInputStream().read());
        }
      }
    }
  }

  @OnEachThreadKind
  void anInterruptEndsWhatIsInterruptible(ThreadKind kind) throws Exception {
    EndpointUri uri = unix();
    try (Listener<StreamEndpoint> listener = listen(uri);
        Socket socket = EndpointSocket.interruptible(Network.system(), uri)) {
      socket.connect(new InetSocketAddress(1));
      Background<Integer> read =
          Background.run(kind, () -> socket.getInputStream().read()).awaitBlocked();
      read.interrupt();
      assertTrue(read.failure() instanceof ClosedByInterruptException, () -> "" + read.failure());
      assertTrue(read.wasInterrupted());
      assertTrue(socket.isClosed());
    }
  }

  @Test
  void ignoresOptionsThatItsTransportLacks() throws IOException {
    EndpointUri uri = unix();
    try (Listener<StreamEndpoint> listener = listen(uri);
        EndpointSocket socket = new EndpointSocket(Network.system(), uri)) {
      socket.setSendBufferSize(40_000);
      socket.connect(new InetSocketAddress(1));
      assertTrue(
          socket.endpoint().getOption(StandardSocketOptions.SO_SNDBUF) < 100_000,
          "the buffer's size was not set");
      assertFalse(socket.endpoint().supportedOptions().contains(StandardSocketOptions.TCP_NODELAY));
      socket.setTcpNoDelay(true);
      assertTrue(socket.getTcpNoDelay());
      assertSame(socket, socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 3));
      assertEquals(3, socket.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
      assertThrows(
          UnsupportedOperationException.class,
          () -> socket.getOption(StandardSocketOptions.IP_MULTICAST_LOOP));
      assertTrue(socket.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY));
      assertThrows(SocketException.class, () -> socket.sendUrgentData(1));
    }
  }

  @Test
  void bindsToWhatTheUriSays() throws IOException {
    EndpointUri uri = unix();
    try (Listener<StreamEndpoint> listener = listen(uri);
        EndpointSocket socket = new EndpointSocket(Network.system(), uri)) {
      socket.bind(new InetSocketAddress("192.0.2.1", 99));
      assertTrue(socket.isBound());
      assertThrows(SocketException.class, () -> socket.bind(null));
      socket.connect(new InetSocketAddress(1));
      assertEquals(0, socket.getLocalPort());
    }
  }

  @Test
  void namesTheBacklogToNobody() throws IOException {
    try (ServerSocket server = new EndpointServerSocket(Network.system(), unix())) {
      assertEquals(-1, server.getLocalPort());
      assertNull(server.getLocalSocketAddress());
      assertFalse(server.isBound());
      server.setReceiveBufferSize(30_000);
      server.bind(new InetSocketAddress(5432), 3);
      assertTrue(server.isBound());
      assertEquals(0, server.getLocalPort());
      assertTrue(server.getInetAddress().isLoopbackAddress());
      assertNull(server.getChannel());
      assertThrows(SocketException.class, () -> server.bind(null));
      server.close();
      assertThrows(SocketException.class, () -> server.setSoTimeout(3));
    }
  }
}

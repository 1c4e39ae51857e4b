package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.tcp.Tcp;
import dev.sockeye.testkit.Background;
import dev.sockeye.testkit.ThreadKind;
import dev.sockeye.udp.Udp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets of any family that came as descriptors. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("try") // what is passed on is closed before
class ReceivedSocketTest {

  private static final Network NETWORK = Network.system();
  private static final String ANY_PORT = "tcp://127.0.0.1:0";

  @TempDir Path folder;

  private static EndpointUri uri(String text) {
    return EndpointUri.valueOf(text);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String read(StreamEndpoint from, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    Streams.readFully(from, buffer);
    return new String(buffer.array(), StandardCharsets.UTF_8);
  }

  private static String receive(MessageEndpoint from) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(100);
    from.receive(buffer);
    return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
  }

  /** Over a listener that was received, from a client that asks for an echo. */
  private static void assertEchoes(Listener<? extends StreamEndpoint> listener, EndpointUri where)
      throws Exception {
    try (StreamEndpoint client = NETWORK.connectStream(where);
        StreamEndpoint accepted = listener.accept()) {
      assertEquals(client.getLocalAddress(), accepted.getRemoteAddress());
      assertEquals(client.getRemoteAddress(), accepted.getLocalAddress());
      Streams.writeFully(client, bytes("ping"));
      assertEquals("ping", read(accepted, 4));
      Streams.writeFully(accepted, bytes("pong"));
      assertEquals("pong", read(client, 4));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp4://127.0.0.1:0", "tcp6://[::1]:0", "tcp://127.0.0.1:0"})
  void aTcpListenerServesOverTheJdksChannel(String where) throws Exception {
    try (Listener<StreamEndpoint> first = NETWORK.listenStream(uri(where));
        Descriptors passed = Descriptors.of(first)) {
      SocketAddress local = first.getLocalAddress();
      first.close();
      assertTrue(passed.isListener(0));
      SocketSpec<?> spec = passed.spec(0);
      assertTrue(spec.equals(Tcp.STREAM4) || spec.equals(Tcp.STREAM6), spec.toString());
      try (Listener<StreamEndpoint> again = passed.listener(0, Tcp.STREAM)) {
        passed.close();
        assertEquals(local, again.getLocalAddress());
        assertNotNull(again.unwrap(ServerSocketChannel.class));
        assertEchoes(again, uri(where).withAddress(local));
      }
    }
  }

  static List<ThreadKind> threads() {
    return ThreadKind.available();
  }

  @ParameterizedTest
  @MethodSource("threads")
  void aListenerThatWasReceivedWaitsAndIsWoken(ThreadKind thread) throws Exception {
    try (Listener<StreamEndpoint> first = NETWORK.listenStream(uri(ANY_PORT));
        Descriptors passed = Descriptors.of(first)) {
      Listener<StreamEndpoint> again = passed.listener(0, Tcp.STREAM);
      again.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(20));
      assertThrows(SocketTimeoutException.class, again::accept);
      again.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ZERO);
      Background<StreamEndpoint> accept = Background.run(thread, again::accept).awaitBlocked();
      again.close();
      accept.failure(AsynchronousCloseException.class);
      EndpointUri where = uri(ANY_PORT).withAddress(first.getLocalAddress());
      assertEchoes(first, where); // whose listener is another's
    }
  }

  @Test
  void aSelectorTellsOfAListenerThatWasReceived() throws Exception {
    try (Listener<StreamEndpoint> first = NETWORK.listenStream(uri(ANY_PORT));
        Descriptors passed = Descriptors.of(first);
        Listener<StreamEndpoint> again = passed.listener(0, Tcp.STREAM);
        Selector selector = Selector.open()) {
      ServerSocketChannel channel = again.unwrap(ServerSocketChannel.class);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_ACCEPT);
      assertEquals(0, selector.selectNow());
      EndpointUri where = uri(ANY_PORT).withAddress(first.getLocalAddress());
      try (StreamEndpoint client = NETWORK.connectStream(where)) {
        assertEquals(1, selector.select(10_000));
        try (SocketChannel accepted = channel.accept()) {
          assertEquals(client.getLocalAddress(), accepted.getRemoteAddress());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp4://127.0.0.1:0", "tcp6://[::1]:0", "tcp://127.0.0.1:0"})
  void aTcpConnectionGoesOn(String where) throws Exception {
    try (Listener<StreamEndpoint> listener = NETWORK.listenStream(uri(where));
        StreamEndpoint client =
            NETWORK.connectStream(uri(where).withAddress(listener.getLocalAddress()));
        StreamEndpoint accepted = listener.accept();
        Descriptors passed = Descriptors.of(accepted)) {
      SocketAddress local = accepted.getLocalAddress();
      accepted.close();
      assertFalse(passed.isListener(0));
      try (StreamEndpoint again = passed.endpoint(0, Tcp.STREAM)) {
        passed.close();
        assertTrue(again.isConnected());
        assertEquals(local, again.getLocalAddress());
        assertEquals(client.getLocalAddress(), again.getRemoteAddress());
        assertEquals(
            client.getLocalAddress(), again.unwrap(SocketChannel.class).getRemoteAddress());
        Streams.writeFully(client, bytes("ping"));
        assertEquals("ping", read(again, 4));
        again.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(20));
        assertThrows(SocketTimeoutException.class, () -> again.read(ByteBuffer.allocate(1)));
        Streams.writeFully(again, bytes("pong"));
        assertEquals("pong", read(client, 4));
        again.shutdownOutput();
        assertEquals(-1, client.read(ByteBuffer.allocate(1)));
        try (Descriptors once = Descriptors.of(again)) {
          assertEquals(1, once.size(), "it can be passed on in its turn");
        }
      }
      assertEquals(-1, client.read(ByteBuffer.allocate(1)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp4://127.0.0.1:0", "udp6://[::1]:0", "udp://127.0.0.1:0"})
  void datagramsComeOverTheJdksChannel(String where) throws Exception {
    try (MessageEndpoint first = NETWORK.bindMessages(uri(where));
        MessageEndpoint client =
            NETWORK.connectMessages(uri(where).withAddress(first.getLocalAddress()));
        Descriptors passed = Descriptors.of(first)) {
      client.send(bytes("before"));
      SocketAddress local = first.getLocalAddress();
      first.close();
      try (MessageEndpoint again = passed.endpoint(0, Udp.DATAGRAM)) {
        passed.close();
        assertNotNull(again.unwrap(DatagramChannel.class));
        assertEquals(local, again.getLocalAddress());
        assertFalse(again.isConnected());
        assertEquals("before", receive(again));
        client.send(bytes("ping"));
        ByteBuffer buffer = ByteBuffer.allocate(10);
        assertEquals(client.getLocalAddress(), again.receiveFrom(buffer));
        again.sendTo(bytes("pong"), client.getLocalAddress());
        assertEquals("pong", receive(client));
        Message[] two = {Message.allocate(9), Message.allocate(9)};
        client.send(bytes("1"));
        client.send(bytes("2"));
        assertTrue(again.receiveMessages(two, 0, 2) > 0);
        again.connect(client.getLocalAddress());
        assertEquals(local, again.getLocalAddress());
        again.send(bytes("x"));
        assertEquals("x", receive(client));
        again.disconnect();
        assertEquals(local, again.getLocalAddress());
      }
    }
  }

  @Test
  void aPairOfDatagramsStaysConnected() throws Exception {
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(Udp.DATAGRAM4);
        Descriptors passed = Descriptors.of(pair.first())) {
      SocketAddress local = pair.first().getLocalAddress();
      pair.second().send(bytes("before"));
      pair.first().close();
      try (MessageEndpoint again = passed.endpoint(0, Udp.DATAGRAM4)) {
        assertTrue(again.isConnected());
        assertEquals(local, again.getLocalAddress());
        assertEquals(pair.second().getLocalAddress(), again.getRemoteAddress());
        assertEquals("before", receive(again));
        again.send(bytes("x"));
        assertEquals("x", receive(pair.second()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix:", "unix+seqpacket:"})
  void aListenerOfTheUnixDomainServesOnAfterTheFirstIsClosed(String scheme) throws Exception {
    for (String name : List.of(folder.resolve("s").toString(), "@sockeye-" + System.nanoTime())) {
      EndpointUri where = uri(scheme + name);
      try (Listener<MessageEndpoint> first = NETWORK.listenMessages(where);
          Descriptors passed = Descriptors.of(first)) {
        Background<MessageEndpoint> accept = Background.run(first::accept).awaitBlocked();
        first.setOption(Unix.UNLINK_ON_CLOSE, false);
        first.close();
        accept.failure(AsynchronousCloseException.class);
        serveOn(passed, where);
      }
    }
  }

  private static <E extends Endpoint> void serveOn(Descriptors passed, EndpointUri where)
      throws Exception {
    @SuppressWarnings("unchecked")
    SocketSpec<E> spec = (SocketSpec<E>) passed.spec(0);
    try (Listener<E> again = passed.listener(0, spec);
        MessageEndpoint client = NETWORK.connectMessages(where);
        E accepted = again.accept()) {
      assertEquals(client.getRemoteAddress(), again.getLocalAddress());
      assertTrue(accepted.isConnected());
      Listener<E> other = passed.listener(0, spec);
      Background<E> accept = Background.run(other::accept).awaitBlocked();
      other.close();
      accept.failure(AsynchronousCloseException.class);
      try (MessageEndpoint another = NETWORK.connectMessages(where);
          E last = again.accept()) {
        assertTrue(another.isConnected() && last.isConnected(), "it serves still");
      }
    }
  }

  @Test
  void whatIsOfAnotherShapeIsRefused() throws Exception {
    try (Listener<StreamEndpoint> tcp = NETWORK.listenStream(uri(ANY_PORT));
        EndpointPair<StreamEndpoint> pair = NETWORK.pair(Tcp.STREAM);
        StreamEndpoint unbound = NETWORK.socket(Tcp.STREAM4);
        Descriptors file = Descriptors.open(Path.of("/dev/null"));
        Descriptors sockets = Descriptors.of(tcp, pair.first(), unbound)) {
      assertRefused("a listener: use listener", () -> sockets.endpoint(0, Tcp.STREAM));
      assertRefused("does not listen: use endpoint", () -> sockets.listener(1, Tcp.STREAM));
      assertRefused("is no socket (AF_UNIX", () -> sockets.endpoint(1, Unix.STREAM));
      assertRefused("is no socket: use channel", () -> file.endpoint(0, Tcp.STREAM));
      IOException e = assertThrows(IOException.class, () -> sockets.endpoint(2, Tcp.STREAM4));
      assertEquals(Errno.ENOTCONN, Errno.of(e).orElseThrow());
    }
  }

  private static void assertRefused(String why, org.junit.jupiter.api.function.Executable call) {
    String told = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(told.contains(why), told);
  }

  /** Serves there after this process has closed it. */
  @Test
  void aTcpListenerThatIsSentToAnotherJvmServesThere() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    EndpointUri control = uri("unix+seqpacket:" + folder.resolve("c"));
    try (Listener<MessageEndpoint> listener = NETWORK.listenMessages(control);
        Peer other =
            Peer.run(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                Receiver.class.getName(),
                control);
        MessageEndpoint channel = listener.accept();
        Listener<StreamEndpoint> tcp = NETWORK.listenStream(uri(ANY_PORT))) {
      EndpointUri where = uri(ANY_PORT).withAddress(tcp.getLocalAddress());
      try (Descriptors passed = Descriptors.of(tcp)) {
        channel.sendMessage(Message.of(bytes("l")).set(Unix.RIGHTS, passed));
      }
      other.assertSays(((InetSocketAddress) tcp.getLocalAddress()).getPort() + " listens");
      tcp.close();
      try (StreamEndpoint client = NETWORK.connectStream(where)) {
        Streams.writeFully(client, bytes("ping"));
        assertEquals("ping", read(client, 4));
      }
      other.assertSucceeds();
    }
  }

  /** The program of that JVM. */
  static final class Receiver {
    public static void main(String[] arguments) throws IOException {
      try (MessageEndpoint channel = NETWORK.connectMessages(uri(arguments[0]))) {
        Message message = Message.allocate(9);
        channel.receiveMessage(message);
        try (Descriptors received = message.get(Unix.RIGHTS).take();
            Listener<StreamEndpoint> listener = received.listener(0, Tcp.STREAM)) {
          received.close();
          int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
          System.out.println(port + " listens");
          try (StreamEndpoint client = listener.accept()) {
            Streams.writeFully(client, bytes(read(client, 4)));
          }
        }
      }
    }
  }

  /** By {@code socket.send_fds} of another program, with a listener of its own. */
  @Test
  void aListenerOfPythonIsServedHere() throws Exception {
    String script =
        """
        listening = socket.create_server(('127.0.0.1', 0))
        channel = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        channel.connect(sys.argv[1])
        socket.send_fds(channel, [b'l'], [listening.fileno()])
        address = listening.getsockname()
        listening.close()
        client = socket.create_connection(address)
        print(client.recv(10).decode())
        """;
    Path path = folder.resolve("p");
    try (Listener<MessageEndpoint> control = NETWORK.listenMessages(uri("unix+seqpacket:" + path));
        Peer python = Peer.python(script, path);
        MessageEndpoint channel = control.accept()) {
      Message message = Message.allocate(9);
      channel.receiveMessage(message);
      try (Descriptors received = message.get(Unix.RIGHTS);
          Listener<StreamEndpoint> listener = received.listener(0, Tcp.STREAM4);
          StreamEndpoint accepted = listener.accept()) {
        Streams.writeFully(accepted, bytes("hello"));
      }
      python.assertSays("hello");
      python.assertSucceeds();
    }
  }
}

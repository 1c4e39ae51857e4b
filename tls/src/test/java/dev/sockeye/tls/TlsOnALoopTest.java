package dev.sockeye.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.server.Connection;
import dev.sockeye.server.EventHandler;
import dev.sockeye.server.EventLoop;
import dev.sockeye.server.Server;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS clients that an event loop connects: hands are shaken before they are opened. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TlsOnALoopTest {

  private static final EventHandler GREETS =
      new EventHandler() {
        @Override
        public void opened(Connection connection) throws Exception {
          connection.write(UTF_8.encode("hi"));
        }

        @Override
        public void received(Connection connection, ByteBuffer in) {}
      };

  @TempDir static Path folder;

  @BeforeAll
  static void makeCertificates() {
    OpenSsl openssl = new OpenSsl(folder);
    openssl.authority("ca");
    openssl.authority("other");
    openssl.certificate("server", "ca", "DNS:localhost,IP:127.0.0.1", 10);
  }

  private static EndpointUri uri(String text) {
    return EndpointUri.valueOf(text.replace("@", folder + "/"));
  }

  private static Network network(String where) {
    return where.contains(":0") ? Network.system() : MemoryNetwork.create();
  }

  /** Asks when it is open, and tells what became of it. */
  private static final class Client implements EventHandler {
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private final CompletableFuture<Throwable> closed = new CompletableFuture<>();
    private volatile TlsSession session;
    private volatile Connection connection;

    @Override
    public void opened(Connection connection) throws Exception {
      this.connection = connection;
      session = connection.endpoint().getOption(Tls.SESSION);
      connection.write(UTF_8.encode("ping"));
    }

    @Override
    public void received(Connection connection, ByteBuffer in) {
      if (in.remaining() == 4) {
        answer.complete(UTF_8.decode(in).toString());
      }
    }

    @Override
    public void closed(Connection connection, Throwable cause) {
      closed.complete(cause);
    }
  }

  private static EventLoop loop(Duration limit) throws Exception {
    return EventLoop.builder().connectTimeout(limit).onFailure(failure -> {}).start();
  }

  private static EndpointUri client(Server server, String authority) {
    return server
        .uris()
        .get(0)
        .withoutOptions()
        .withOption("CAFILE", folder.resolve(authority + ".pem").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls+tcp://127.0.0.1:0", "tls+tcp://localhost:4433"})
  void isOpenWhenHandsAreShaken(String where) throws Exception {
    Network network = network(where);
    EndpointUri listened = uri(where + "?CERT=@server.pem&KEY=@server.key");
    try (Server server =
            Server.builder(network).serveEvents(listened, c -> (d, in) -> d.write(in)).start();
        EventLoop loop = loop(Duration.ofSeconds(30))) {
      Client client = new Client();
      loop.connect(network, client(server, "ca"), client);
      assertEquals("ping", client.answer.get(30, TimeUnit.SECONDS));
      assertTrue(client.session.protocol().startsWith("TLSv1"), client.session::toString);
    }
  }

  /** What a loop's connections need for a turn they share: ten thousand that are idle have none. */
  @ParameterizedTest
  @ValueSource(strings = {"tls+tcp://127.0.0.1:0", "tls+tcp://localhost:4433"})
  void whoIsIdleHoldsNoMemoryForRecords(String where) throws Exception {
    Network network = network(where);
    EndpointUri listened = uri(where + "?CERT=@server.pem&KEY=@server.key");
    CompletableFuture<Connection> accepted = new CompletableFuture<>();
    try (Server server = Server.builder(network).serveEvents(listened, echo(accepted)).start();
        EventLoop loop = loop(Duration.ofSeconds(30))) {
      Client client = new Client();
      loop.connect(network, client(server, "ca"), client);
      assertEquals("ping", client.answer.get(30, TimeUnit.SECONDS));
      assertEquals(0, held(client.connection), "the client's");
      assertEquals(0, held(accepted.get(30, TimeUnit.SECONDS)), "the server's");
    }
  }

  /** Hands are shaken in blocking mode, of which nothing is to be left. */
  @ParameterizedTest
  @ValueSource(strings = {"tls+tcp://127.0.0.1:0", "tls+tcp://localhost:4433"})
  void whoOnlyListensHoldsNoMemoryForRecords(String where) throws Exception {
    Network network = network(where);
    EndpointUri listened = uri(where + "?CERT=@server.pem&KEY=@server.key");
    try (Server server = Server.builder(network).serveEvents(listened, c -> GREETS).start();
        EventLoop loop = loop(Duration.ofSeconds(30))) {
      CompletableFuture<Connection> greeted = new CompletableFuture<>();
      loop.connect(network, client(server, "ca"), (c, in) -> greeted(greeted, c, in));
      assertEquals(0, held(greeted.get(30, TimeUnit.SECONDS)));
    }
  }

  private static void greeted(CompletableFuture<Connection> greeted, Connection by, ByteBuffer in) {
    if (in.remaining() == 2) {
      in.position(in.limit());
      greeted.complete(by);
    }
  }

  private static Function<Connection, EventHandler> echo(CompletableFuture<Connection> accepted) {
    return connection -> {
      accepted.complete(connection);
      return (c, in) -> c.write(in);
    };
  }

  /** After the callback that may be under way. */
  private static int held(Connection connection) throws Exception {
    CompletableFuture<Integer> held = new CompletableFuture<>();
    TlsEndpoint endpoint = connection.endpoint().unwrap(TlsEndpoint.class);
    connection.loop().execute(() -> held.complete(endpoint.held()));
    return held.get(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls+tcp://127.0.0.1:0", "tls+tcp://localhost:4433"})
  void oneThatIsNotTrustedIsNeverOpened(String where) throws Exception {
    Network network = network(where);
    EndpointUri listened = uri(where + "?CERT=@server.pem&KEY=@server.key");
    try (Server server =
            Server.builder(network)
                .serveEvents(listened, c -> (d, in) -> d.write(in))
                .onFailure(failure -> {})
                .start();
        EventLoop loop = loop(Duration.ofSeconds(30))) {
      Client client = new Client();
      loop.connect(network, client(server, "other"), client);
      assertInstanceOf(SSLException.class, client.closed.get(30, TimeUnit.SECONDS));
      assertTrue(client.session == null, "it was opened");
    }
  }

  /** The time limit is that of the handshake, too: here the peer never says a word. */
  @ParameterizedTest
  @ValueSource(strings = {"tcp://127.0.0.1:0", "tcp://localhost:4433"})
  void aHandshakeHasItsTime(String where) throws Exception {
    Network network = network(where);
    try (Listener<StreamEndpoint> listener = network.listenStream(uri(where));
        EventLoop loop = loop(Duration.ofMillis(300))) {
      Client client = new Client();
      EndpointUri silent = uri(where).withAddressOf(listener);
      loop.connect(
          network,
          uri("tls+" + silent).withOption("CAFILE", folder.resolve("ca.pem").toString()),
          client);
      assertInstanceOf(SocketTimeoutException.class, client.closed.get(30, TimeUnit.SECONDS));
      assertTrue(client.session == null, "it was opened");
    }
  }
}

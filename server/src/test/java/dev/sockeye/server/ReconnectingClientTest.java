package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.server.ReconnectingClient.Change;
import dev.sockeye.server.ReconnectingClient.State;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that stays connected. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ReconnectingClientTest {

  private static final EndpointUri URI = EndpointUri.valueOf("tcp://host:1");
  private static final Duration SOON = Duration.ofMillis(5);

  @TempDir private Path folder;
  private final MemoryNetwork memory = MemoryNetwork.create();
  private final Failures failures = new Failures();
  private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
  private final List<Recorder> handlers = new CopyOnWriteArrayList<>();
  private EndpointUri bound; // Where the first server was.
  private EventLoop loop;

  @BeforeEach
  void start() throws Exception {
    loop = EventLoop.builder().name("test").onFailure(failures).start();
  }

  @AfterEach
  void close() throws Exception {
    loop.close();
    Eventually.holds("all sockets closed", () -> memory.openSockets() == 0);
  }

  private Recorder handler() {
    Recorder handler = new Recorder();
    handlers.add(handler);
    return handler;
  }

  private ReconnectingClient<Connection> client(Network network, EndpointUri uri) {
    return ReconnectingClient.streams(loop, network, uri, this::handler)
        .backoff(SOON, SOON.multipliedBy(4))
        .onChange(changes::add)
        .start();
  }

  private static Server echo(Network network, EndpointUri uri) throws Exception {
    return Server.builder(network)
        .serveEvents(uri, connection -> (c, in) -> c.write(in))
        .gracePeriod(Duration.ZERO)
        .onFailure(failure -> {})
        .start();
  }

  private Change next() throws Exception {
    Change change = changes.poll(30, TimeUnit.SECONDS);
    assertTrue(change != null, "no change of state came");
    return change;
  }

  /** The next change to a state, whatever comes before it. */
  private Change next(State state) throws Exception {
    Change change = next();
    while (change.state() != state) {
      change = next();
    }
    return change;
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0",
    "MEMORY, unix:/run/s",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, unix:FOLDER/s",
    "SYSTEM, unix+seqpacket:FOLDER/s"
  })
  void comesBackAfterItsServer(Where where, String text) throws Exception {
    Network network = where == Where.MEMORY ? memory : Network.system();
    EndpointUri uri = Where.uri(network, folder, text);
    try (ReconnectingClient<Connection> client = connected(network, uri)) {
      next(State.WAITING); // the server is gone
      Change failed = next(State.WAITING);
      while (failed.cause() == null) { // taken by a listener that was about to close
        failed = next(State.WAITING);
      }
      assertTrue(failed.failures() >= 2, failed::toString);
      try (Server again = echo(network, bound)) {
        next(State.CONNECTED);
        Connection connection = client.socket().orElseThrow();
        assertTrue(connection.post(Clients.bytes("ping")));
        Recorder last = handlers.get(handlers.size() - 1);
        Eventually.holds("an answer", () -> last.callbacks.contains("received"));
        assertEquals(1, again.counters().accepted());
      }
    }
    next(State.CLOSED);
    assertEquals(handlers.size(), handlers.stream().distinct().count());
    handlers.forEach(handler -> assertEquals(1, count(handler, "closed")));
  }

  /** A client whose first server has closed by now. */
  private ReconnectingClient<Connection> connected(Network network, EndpointUri uri)
      throws Exception {
    try (Server server = echo(network, uri)) {
      bound = server.uris().get(0);
      ReconnectingClient<Connection> client = client(network, bound);
      assertEquals(State.CONNECTING, next().state());
      Change change = next();
      assertEquals(new Change(State.CONNECTED, 0, Duration.ZERO, null), change);
      assertEquals(State.CONNECTED, client.state());
      assertSameLoop(client.socket().orElseThrow());
      return client;
    }
  }

  private void assertSameLoop(Connection connection) {
    assertEquals(loop, connection.loop());
  }

  private static long count(Recorder handler, String callback) {
    return handler.callbacks.stream().filter(callback::equals).count();
  }

  @Test
  void waitsLongerEachTimeUpToALimit() throws Exception {
    try (ReconnectingClient<Connection> client = client(memory, URI)) {
      for (int failure = 1; failure <= 6; failure++) {
        Change change = next(State.WAITING);
        long most = Math.min(SOON.toNanos() << (failure - 1), SOON.toNanos() * 4);
        assertEquals(failure, change.failures());
        assertTrue(change.cause() instanceof ConnectException, change::toString);
        assertTrue(change.delay().toNanos() <= most, change::toString);
        assertTrue(change.delay().toNanos() >= most / 2, change::toString);
        assertTrue(client.socket().isEmpty());
      }
    }
  }

  /** Who accepts and closes at once is not asked again at once. */
  @Test
  void aConnectionThatDoesNotLastIsAFailure() throws Exception {
    EventHandler closing =
        new EventHandler() {
          @Override
          public void opened(Connection c) {
            c.close();
          }

          @Override
          public void received(Connection c, ByteBuffer in) {}
        };
    try (Server server = Server.builder(memory).serveEvents(URI, c -> closing).start();
        ReconnectingClient<Connection> client =
            ReconnectingClient.streams(loop, memory, URI, this::handler)
                .backoff(Duration.ofMillis(100), Duration.ofSeconds(60))
                .onChange(changes::add)
                .start()) {
      assertEquals(1, next(State.WAITING).failures());
      Change second = next(State.WAITING);
      assertEquals(2, second.failures());
      assertNull(second.cause());
      assertTrue(server.counters().accepted() >= 2);
      assertTrue(client.socket().isEmpty());
    }
  }

  /** What was kept for one connection is not sent on the next. */
  @Test
  void nothingIsSentTwice() throws Exception {
    List<ByteBuffer> came = new ArrayList<>();
    EventHandler first =
        new EventHandler() {
          @Override
          public void received(Connection c, ByteBuffer in) {
            c.abort();
          }
        };
    EventHandler second =
        (c, in) -> {
          ByteBuffer copy = ByteBuffer.allocate(in.remaining()).put(in).flip();
          came.add(copy);
          c.write(copy.duplicate());
        };
    int[] accepted = {0};
    try (Server server =
            Server.builder(memory)
                .serveEvents(URI, c -> accepted[0]++ == 0 ? first : second)
                .loops(1)
                .start();
        ReconnectingClient<Connection> client = client(memory, URI)) {
      next(State.CONNECTED);
      Connection lost = client.socket().orElseThrow();
      assertTrue(lost.post(ByteBuffer.allocate(500_000)));
      next(State.CONNECTED);
      Connection stands = client.socket().orElseThrow();
      assertNotSame(lost, stands);
      assertTrue(stands.post(Clients.bytes("new")));
      Recorder last = handlers.get(handlers.size() - 1);
      Eventually.holds("the echo", () -> last.callbacks.contains("received"));
      assertEquals(2, server.counters().accepted());
    }
    assertEquals(List.of(Clients.bytes("new")), came);
  }

  @ParameterizedTest
  @CsvSource({"tpc://host:1", "tcp://host", "tcp://host:1?NO_SUCH_OPTION=1"})
  void whatCannotBeMendedEndsIt(String text) throws Exception {
    ReconnectingClient<Connection> client = client(memory, EndpointUri.valueOf(text));
    assertEquals(State.CONNECTING, next().state());
    Change end = next();
    assertEquals(State.CLOSED, end.state());
    assertTrue(end.cause() instanceof IllegalArgumentException, end::toString);
    assertEquals(State.CLOSED, client.state());
    client.close();
  }

  /** Such as a number that cannot be read, which is an IllegalArgumentException too. */
  @Test
  void whatAHandlerThrowsDoesNotEndIt() throws Exception {
    EventHandler greeting =
        new EventHandler() {
          @Override
          public void opened(Connection c) throws IOException {
            c.write(Clients.bytes("x"));
          }

          @Override
          public void received(Connection c, ByteBuffer in) {}
        };
    EventHandler parsing =
        (c, in) -> {
          throw new NumberFormatException("x");
        };
    try (Server server =
            Server.builder(memory)
                .serveEvents(URI, c -> greeting)
                .onFailure(failure -> {})
                .start();
        ReconnectingClient<Connection> client =
            ReconnectingClient.streams(loop, memory, URI, () -> parsing)
                .backoff(SOON, SOON)
                .onChange(changes::add)
                .start()) {
      assertTrue(next(State.WAITING).cause() instanceof NumberFormatException);
      next(State.CONNECTED);
      assertTrue(client.state() != State.CLOSED);
      assertTrue(server.counters().accepted() >= 1);
    }
  }

  @Test
  void aConnectionThatItsHandlerBreaksOffInOpenedIsNone() throws Exception {
    EventHandler aborting =
        new EventHandler() {
          @Override
          public void opened(Connection c) {
            c.abort();
          }

          @Override
          public void received(Connection c, ByteBuffer in) {}
        };
    try (Server server = echo(memory, URI);
        ReconnectingClient<Connection> client =
            ReconnectingClient.streams(loop, memory, URI, () -> aborting)
                .backoff(Duration.ofHours(1), Duration.ofHours(1))
                .onChange(changes::add)
                .start()) {
      assertEquals(State.CONNECTING, next().state());
      assertEquals(State.WAITING, next().state());
      assertTrue(client.socket().isEmpty());
      Eventually.holds("it was there", () -> server.counters().accepted() == 1);
    }
    assertEquals(State.CLOSED, next().state());
  }

  @Test
  void aHandlerThatCannotBeMadeEndsIt() throws Exception {
    ReconnectingClient.streams(
            loop,
            memory,
            URI,
            () -> {
              throw new IllegalStateException("no handler");
            })
        .onChange(changes::add)
        .start();
    assertEquals("no handler", next(State.CLOSED).cause().getMessage());
  }

  @Test
  void isClosedWhileItWaits() throws Exception {
    ReconnectingClient<Connection> client =
        ReconnectingClient.streams(loop, memory, URI, this::handler)
            .backoff(Duration.ofHours(1), Duration.ofHours(1))
            .onChange(changes::add)
            .start();
    next(State.WAITING);
    client.close();
    client.close();
    assertEquals(State.CLOSED, next().state());
    assertEquals(1, handlers.size());
    assertTrue(changes.isEmpty());
  }

  @Test
  void endsWithItsLoop() throws Exception {
    try (Server server = echo(memory, URI)) {
      ReconnectingClient<Connection> client = client(memory, URI);
      next(State.CONNECTED);
      loop.close();
      assertEquals(State.CLOSED, next().state());
      assertTrue(client.socket().isEmpty());
      Eventually.holds("it was there", () -> server.counters().accepted() == 1);
      client.close();
      assertThrows(RejectedExecutionException.class, () -> client(memory, URI));
    }
  }

  /** A server that closes lets go of the clients on its loops, too. */
  @Test
  void endsWithTheServerWhoseLoopItIsOn() throws Exception {
    EndpointUri front = EndpointUri.valueOf("tcp://host:2");
    Recorder accepted = new Recorder();
    try (Server backend = echo(memory, URI)) {
      try (Server server = Server.builder(memory).serveEvents(front, c -> accepted).start()) {
        memory.connectStream(front).close();
        ReconnectingClient.streams(accepted.connection().loop(), memory, URI, this::handler)
            .onChange(changes::add)
            .start();
        next(State.CONNECTED);
        assertEquals(1, server.counters().accepted());
      }
      assertEquals(State.CLOSED, next().state());
      Eventually.holds("it was there", () -> backend.counters().accepted() == 1);
    }
  }

  @Test
  void messagesComeBackToo() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("unix+seqpacket:/run/s");
    List<Inbox> inboxes = new CopyOnWriteArrayList<>();
    ReconnectingClient<MessageSocket> client =
        ReconnectingClient.messages(
                loop,
                memory,
                uri,
                () -> {
                  inboxes.add(new Inbox());
                  return inboxes.get(inboxes.size() - 1);
                })
            .backoff(SOON, SOON)
            .onChange(changes::add)
            .start();
    for (int i = 0; i < 2; i++) {
      try (Server server =
          Server.builder(memory)
              .serveMessages(uri, request -> request.reply(request.payload()))
              .start()) {
        next(State.CONNECTED);
        Clients.send(client.socket().orElseThrow(), "ping " + i);
        assertEquals("ping " + i, inboxes.get(inboxes.size() - 1).next());
        assertEquals(1, server.counters().accepted());
      }
      next(State.WAITING);
    }
    client.close();
    next(State.CLOSED);
  }
}

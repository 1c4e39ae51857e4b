package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What has come is answered before a server is closed, and what is still busy then is cut off. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GracefulCloseTest {

  private static final EndpointUri URI = EndpointUri.valueOf("tcp://host:1");

  private final MemoryNetwork network = MemoryNetwork.create();
  private final Failures failures = new Failures();
  private final Recorder handler = new Recorder();

  @AfterEach
  void nothingIsLeft() throws Exception {
    Eventually.holds("all closed", () -> network.openSockets() == 0);
  }

  private ServerBuilder events(EventHandler served) {
    return Server.builder(network).serveEvents(URI, any -> served).onFailure(failures);
  }

  @Test
  void anIdleConnectionIsEnded() throws Exception {
    Server server = events(handler).start();
    try (StreamEndpoint client = network.connectStream(URI)) {
      handler.connection();
      server.shutdown();
      Clients.assertEnds(client);
      client.shutdownOutput();
      server.await();
    }
    assertEquals(List.of("opened", "closed"), handler.callbacks);
    assertEquals("null", handler.cause());
    server.close();
    failures.none();
  }

  @Test
  void whatWaitsInTheBacklogIsServed() throws Exception {
    CompletableFuture<Void> busy = new CompletableFuture<>();
    EventHandler echo =
        new EventHandler() {
          @Override
          public void received(Connection c, ByteBuffer in) throws IOException {
            if (in.get(0) == 'w') {
              busy.join();
            }
            c.write(in);
          }
        };
    Server server = events(echo).loops(1).start();
    try (StreamEndpoint first = network.connectStream(URI)) {
      Clients.write(first, "wait");
      Eventually.holds("busy", () -> server.counters().bytesRead() == 4);
      try (StreamEndpoint second = network.connectStream(URI)) {
        Clients.write(second, "second");
        server.shutdown();
        busy.complete(null);
        assertEquals("wait", Clients.read(first, 4));
        assertEquals("second", Clients.read(second, 6));
        Clients.assertEnds(second);
      }
      Clients.assertEnds(first);
    }
    server.await();
    assertEquals(2, server.counters().accepted());
    failures.none();
  }

  /** The server has no connection yet that it would wait for. */
  @Test
  void whoHasJustConnectedIsServedAsWell() throws Exception {
    for (int i = 0; i < 200; i++) {
      Server server = events((c, in) -> c.write(in)).loops(1).start();
      try (StreamEndpoint client = network.connectStream(URI)) {
        Clients.write(client, "hello");
        server.shutdown();
        assertEquals("hello", Clients.read(client, 5));
        Clients.assertEnds(client);
      }
      server.await();
    }
    failures.none();
  }

  @Test
  void aPausedConnectionIsWaitedForAndAnswered() throws Exception {
    Server server = events(handler).start();
    try (StreamEndpoint client = network.connectStream(URI)) {
      handler.onLoop(Connection::pause);
      server.shutdown();
      handler.onLoop(c -> {}); // the loop has begun to close
      handler.onLoop(
          c -> {
            c.write(Clients.bytes("worked"));
            c.resume();
          });
      assertEquals("worked", Clients.read(client, 6));
      Clients.assertEnds(client);
    }
    server.await();
    failures.none();
  }

  @Test
  void afterTheGracePeriodABusyConnectionIsCutOff() throws Exception {
    Server server = events(handler).gracePeriod(Duration.ofMillis(50)).start();
    try (StreamEndpoint client = network.connectStream(URI)) {
      handler.onLoop(Connection::pause);
      long start = System.nanoTime();
      server.close();
      assertTrue(System.nanoTime() - start >= Duration.ofMillis(50).toNanos());
      Clients.assertReset(client);
    }
    assertEquals("null", handler.cause());
    assertEquals(0, server.counters().open());
    failures.none();
  }

  /** A connection that is forced at the limit frees a slot for an acceptor that is closed. */
  @Test
  void closingAtTheConnectionLimitReportsNothing() throws Exception {
    Server server =
        Server.builder(network)
            .serveEvents(URI, any -> handler)
            .serveEvents(EndpointUri.valueOf("tcp://host:2"), any -> handler)
            .loops(2)
            .connectionLimit(1)
            .gracePeriod(Duration.ofMillis(30))
            .onFailure(failures)
            .start();
    try (StreamEndpoint client = network.connectStream(URI);
        StreamEndpoint other = network.connectStream(EndpointUri.valueOf("tcp://host:2"))) {
      handler.onLoop(Connection::pause);
      Eventually.holds("paused", () -> server.counters().pauses() > 0);
      server.close();
      assertTrue(client.isOpen() && other.isOpen());
    }
    assertEquals(0, server.counters().open());
    failures.none();
  }

  @Test
  void aHandlerMayShutDownTheServerButNotWaitForIt() throws Exception {
    CompletableFuture<Server> self = new CompletableFuture<>();
    EventHandler handler =
        (c, in) -> {
          assertThrows(IllegalStateException.class, () -> self.join().close());
          self.join().shutdown();
          c.write(in);
        };
    Server server = events(handler).start();
    self.complete(server);
    try (StreamEndpoint client = network.connectStream(URI)) {
      Clients.write(client, "stop");
      assertEquals("stop", Clients.read(client, 4));
      Clients.assertEnds(client);
    }
    server.await();
    failures.none();
  }

  @Test
  void anInterruptShortensTheWait() throws Exception {
    Server server = events(handler).gracePeriod(Duration.ofHours(1)).start();
    try (StreamEndpoint client = network.connectStream(URI)) {
      handler.onLoop(Connection::pause);
      Background<Server> close =
          Background.run(
              () -> {
                server.close();
                return server;
              });
      close.awaitBlocked();
      close.interrupt();
      assertTrue(close.wasInterrupted());
      Clients.assertReset(client);
    }
    server.await();
  }

  @Test
  void whenOneListenerCannotBeOpenedNoneIs() throws Exception {
    for (int i = 0; i < 50; i++) {
      ServerBuilder builder =
          events(handler)
              .serveMessages(EndpointUri.valueOf("udp://host:1"), request -> {})
              .serveBlocking(EndpointUri.valueOf("tcp://host:2"), endpoint -> {})
              .serveEvents(URI, any -> handler);
      assertThrows(IOException.class, builder::start);
      assertEquals(0, network.openSockets());
    }
    failures.none();
  }

  @Test
  void aRequestThatWasRetainedIsWaitedFor() throws Exception {
    CompletableFuture<Request> retained = new CompletableFuture<>();
    Server server =
        Server.builder(network)
            .serveMessages(URI, request -> retained.complete(request.retain()))
            .onFailure(failures)
            .start();
    try (MessageEndpoint client = network.connectMessages(URI)) {
      Clients.send(client, "later");
      Request request = retained.get(30, TimeUnit.SECONDS);
      server.shutdown();
      Background<String> reply = Background.run(() -> Clients.receive(client)).awaitBlocked();
      request.reply(request.payload());
      assertEquals("later", reply.result());
      assertEquals(null, Clients.receive(client));
    }
    server.await();
    failures.none();
  }

  @Test
  void datagramsThatHaveComeAreAnswered() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("udp://host:1");
    CompletableFuture<Void> busy = new CompletableFuture<>();
    Server server =
        Server.builder(network)
            .serveMessages(
                uri,
                request -> {
                  busy.join();
                  request.reply(request.payload());
                })
            .onFailure(failures)
            .start();
    try (MessageEndpoint client = network.connectMessages(uri)) {
      for (int i = 0; i < 40; i++) {
        Clients.send(client, "datagram " + i);
      }
      server.shutdown();
      busy.complete(null);
      for (int i = 0; i < 40; i++) {
        assertEquals("datagram " + i, Clients.receive(client));
      }
    }
    server.await();
    failures.none();
  }

  @Test
  void blockingHandlersThatWaitForInputMeetTheEnd() throws Exception {
    CompletableFuture<Long> copied = new CompletableFuture<>();
    Server server =
        Server.builder(network)
            .serveBlocking(URI, endpoint -> copied.complete(Streams.copy(endpoint, endpoint)))
            .gracePeriod(Duration.ofMinutes(1))
            .onFailure(failures)
            .start();
    try (StreamEndpoint client = network.connectStream(URI)) {
      Clients.write(client, "before");
      assertEquals("before", Clients.read(client, 6));
      server.close();
      Clients.assertEnds(client);
    }
    assertEquals(6, copied.get(30, TimeUnit.SECONDS));
    assertEquals(0, server.counters().open());
    failures.none();
  }
}

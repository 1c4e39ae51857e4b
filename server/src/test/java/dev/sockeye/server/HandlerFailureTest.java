package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a handler does at the worst moment ends its connection, once, and nothing else. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HandlerFailureTest {

  private static final EndpointUri URI = EndpointUri.valueOf("tcp://host:1");

  private final MemoryNetwork network = MemoryNetwork.create();
  private final Failures failures = new Failures();

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, network.openSockets());
  }

  /** Does something in one of its callbacks. */
  private static final class Worst extends Recorder {
    private final String when;
    private final Callbacks.Task<Connection> what;

    Worst(String when, Callbacks.Task<Connection> what) {
      this.when = when;
      this.what = what;
    }

    private void in(String callback, Connection c) throws Exception {
      if (when.equals(callback)) {
        what.run(c);
      }
    }

    @Override
    public void opened(Connection c) throws Exception {
      super.opened(c);
      in("opened", c);
    }

    @Override
    public void received(Connection c, ByteBuffer in) throws Exception {
      super.received(c, in);
      in("received", c);
      c.write(ByteBuffer.allocate(300_000)); // is kept, and drained in the end
    }

    @Override
    public void ended(Connection c) throws Exception {
      in("ended", c);
      super.ended(c);
    }

    @Override
    public void drained(Connection c) throws Exception {
      super.drained(c);
      in("drained", c);
    }

    @Override
    public void closed(Connection c, Throwable cause) {
      super.closed(c, cause);
      try {
        in("closed", c);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  private Recorder serveOne(Recorder handler) throws Exception {
    try (Server server =
        Server.builder(network)
            .serveEvents(URI, any -> handler)
            .connectionLimit(1)
            .onFailure(failures)
            .start()) {
      for (int i = 0; i < 2; i++) { // The second one needs the slot of the first.
        try (StreamEndpoint client = network.connectStream(URI)) {
          use(client);
          int accepted = i + 1;
          Eventually.holds(
              () -> "closed: " + server.counters() + handler.callbacks + failures.told(),
              () -> server.counters().accepted() == accepted && server.counters().open() == 0);
        }
      }
      assertEquals(0, server.counters().bytesKept());
    }
    assertEquals(2, handler.callbacks.stream().filter("closed"::equals).count());
    return handler;
  }

  private static void use(StreamEndpoint client) {
    try {
      Clients.write(client, "request");
      Clients.read(client, 300_000);
      client.shutdownOutput();
      Clients.assertEnds(client);
    } catch (IOException e) {
      // The server has broken it off.
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"opened", "received", "ended", "drained"})
  void whatItThrowsIsReported(String when) throws Exception {
    serveOne(
        new Worst(
            when,
            c -> {
              throw new IllegalStateException("thrown in " + when);
            }));
    assertEquals(2, failures.told().size(), failures.told()::toString);
    for (Failure failure : failures.told()) {
      assertEquals("handler", failure.during());
      assertEquals("thrown in " + when, failure.cause().getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"opened", "received", "ended", "drained", "closed"})
  void aStackOverflowIsReported(String when) throws Exception {
    serveOne(new Worst(when, HandlerFailureTest::recurse));
    assertEquals(2, failures.told().size(), failures.told()::toString);
    assertTrue(failures.told().get(0).cause() instanceof StackOverflowError);
  }

  @SuppressWarnings("InfiniteRecursion")
  private static void recurse(Connection c) {
    recurse(c);
  }

  @ParameterizedTest
  @ValueSource(strings = {"opened", "received", "ended", "drained", "closed"})
  void itMayCloseAnywhere(String when) throws Exception {
    serveOne(
        new Worst(
            when,
            c -> {
              c.close();
              c.close();
            }));
    boolean writesAfterwards = when.equals("received");
    assertEquals(writesAfterwards ? 2 : 0, failures.told().size(), failures.told()::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"opened", "received", "ended", "drained", "closed"})
  void itMayAbortAnywhere(String when) throws Exception {
    serveOne(
        new Worst(
            when,
            c -> {
              c.abort();
              c.close();
              c.abort();
            }));
    failures.none();
  }

  @ParameterizedTest
  @ValueSource(strings = {"opened", "received", "ended", "drained", "closed"})
  void itMayPauseAndResumeAnywhere(String when) throws Exception {
    serveOne(
        new Worst(
            when,
            c -> {
              c.pause();
              c.resume();
              c.pause();
              c.resume();
            }));
    failures.none();
  }

  @ParameterizedTest
  @ValueSource(strings = {"opened", "received", "drained"})
  void itMayCloseWhileTheServerCloses(String when) throws Exception {
    Server[] server = new Server[1];
    Worst handler =
        new Worst(
            when,
            c -> {
              server[0].shutdown();
              c.close();
            });
    server[0] =
        Server.builder(network).serveEvents(URI, any -> handler).onFailure(failures).start();
    try (StreamEndpoint client = network.connectStream(URI)) {
      use(client);
      server[0].await();
    }
    assertEquals(1, handler.callbacks.stream().filter("closed"::equals).count());
    assertEquals(0, server[0].counters().open());
  }

  /** The end is met by the server's own look at what has come. */
  @Test
  void itMayAbortAtTheEndOfInputWhileTheServerCloses() throws Exception {
    Worst handler = new Worst("ended", Connection::abort);
    try (Server server =
            Server.builder(network).serveEvents(URI, any -> handler).onFailure(failures).start();
        StreamEndpoint client = network.connectStream(URI)) {
      handler.onLoop(Connection::pause);
      client.shutdownOutput();
      handler.onLoop(
          c -> {
            server.shutdown();
            c.resume();
          });
      server.await();
      assertEquals(0, server.counters().open());
    }
    assertEquals(1, handler.callbacks.stream().filter("closed"::equals).count());
    failures.none();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp://host:1", "memory:a"})
  void aHandlerThatCannotBeMadeIsReported(String text) throws Exception {
    EndpointUri uri = EndpointUri.valueOf(text);
    try (Server server =
            Server.builder(network).serveEvents(uri, any -> null).onFailure(failures).start();
        StreamEndpoint client = network.connectStream(uri)) {
      assertEquals("handler", failures.only().during());
      Eventually.holds("closed", () -> server.counters().open() == 0);
      assertTrue(client.isOpen());
    }
  }

  @Test
  void aReportThatThrowsHarmsNothing() throws Exception {
    CopyOnWriteArrayList<Failure> told = new CopyOnWriteArrayList<>();
    try (Server server =
        Server.builder(network)
            .serveEvents(
                URI,
                any ->
                    (c, in) -> {
                      throw new IllegalStateException("bad request");
                    })
            .serveBlocking(
                EndpointUri.valueOf("tcp://host:2"),
                endpoint -> {
                  throw new IllegalStateException("bad connection");
                })
            .onFailure(
                failure -> {
                  told.add(failure);
                  throw new AssertionError("cannot report");
                })
            .start()) {
      for (int i = 0; i < 4; i++) {
        EndpointUri uri = EndpointUri.valueOf("tcp://host:" + (1 + i % 2));
        int expected = i + 1;
        try (StreamEndpoint client = network.connectStream(uri)) {
          use(client);
          Eventually.holds(
              "told and closed", () -> told.size() == expected && server.counters().open() == 0);
        }
      }
    }
  }

  @Test
  void anErrorOverOneRequestDoesNotEndAServiceForAll() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("udp://host:1");
    try (Server server =
            Server.builder(network)
                .serveMessages(
                    uri,
                    request -> {
                      if (request.payload().get(0) == 'x') {
                        recurse(null);
                      }
                      request.reply(request.payload());
                    })
                .onFailure(failures)
                .start();
        MessageEndpoint client = network.connectMessages(uri)) {
      Clients.send(client, "x");
      Clients.send(client, "ok");
      assertEquals("ok", Clients.receive(client));
      assertTrue(failures.only().cause() instanceof StackOverflowError);
      assertEquals(2, server.counters().requests());
    }
  }
}

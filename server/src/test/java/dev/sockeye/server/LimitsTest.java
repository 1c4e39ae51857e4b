package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many connections there may be, and how long each may keep the server waiting. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LimitsTest {

  private static final EndpointUri URI = EndpointUri.valueOf("tcp://host:1");
  private static final Duration SOON = Duration.ofMillis(60);

  private final MemoryNetwork network = MemoryNetwork.create();
  private final Failures failures = new Failures();

  @Test
  void atTheConnectionLimitTheBacklogHoldsTheRest() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("tcp://127.0.0.1:0");
    try (Server server =
        Server.builder()
            .serveEvents(uri, any -> (c, in) -> c.write(in))
            .connectionLimit(3)
            .onFailure(failures)
            .start()) {
      List<StreamEndpoint> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        clients.add(Clients.stream(Network.system(), uri, server));
        Clients.write(clients.get(i), "number " + i);
      }
      Eventually.holds("paused", () -> server.counters().pauses() > 0);
      for (int i = 0; i < 20; i++) {
        assertEquals("number " + i, Clients.read(clients.get(i), ("number " + i).length()));
        assertTrue(server.counters().open() <= 3);
        clients.get(i).close();
      }
      Eventually.holds("all closed", () -> server.counters().open() == 0);
      assertEquals(20, server.counters().accepted());
    }
    failures.none();
  }

  /** Each looks at the one slot for a moment, whether somebody waits at its listener or not. */
  @Test
  void severalListenersDoNotTakeTheLastSlotFromEachOtherInVain() throws Exception {
    EndpointUri other = EndpointUri.valueOf("tcp://host:2");
    try (Server server =
        Server.builder(network)
            .serveEvents(URI, any -> (c, in) -> c.write(in))
            .serveEvents(other, any -> (c, in) -> c.write(in))
            .loops(2)
            .connectionLimit(1)
            .onFailure(failures)
            .start()) {
      for (int i = 0; i < 60; i++) {
        try (StreamEndpoint first = network.connectStream(URI);
            StreamEndpoint second = network.connectStream(other)) {
          Clients.write(first, "1");
          Clients.write(second, "2");
          assertEquals(server.counters().failures(), 0);
          serveBoth(first, second);
        }
      }
    }
    failures.none();
  }

  private static void serveBoth(StreamEndpoint first, StreamEndpoint second) throws Exception {
    Eventually.holds("one is served", () -> has(first, "1") || has(second, "2"));
    if (second.isOpen()) {
      assertEquals("2", Clients.read(second, 1));
    } else {
      assertEquals("1", Clients.read(first, 1));
    }
  }

  /** Looks whether the answer has come; whoever has it gives the slot to the other. */
  private static boolean has(StreamEndpoint client, String answer) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(1);
    client.configureBlocking(false);
    client.read(buffer);
    client.configureBlocking(true);
    if (buffer.hasRemaining()) {
      return false;
    }
    assertEquals(answer, Clients.text(buffer.flip()));
    Clients.hangUp(client);
    return true;
  }

  private Failure timesOut(ServerBuilder builder, Recorder handler, boolean reads)
      throws Exception {
    try (Server server = builder.serveEvents(URI, any -> handler).onFailure(failures).start();
        StreamEndpoint client = network.connectStream(URI)) {
      long start = System.nanoTime();
      Failure failure = failures.only();
      assertTrue(System.nanoTime() - start < Duration.ofSeconds(20).toNanos());
      assertTrue(failure.cause() instanceof SocketTimeoutException);
      assertTrue(handler.cause().contains(failure.cause().getMessage()));
      Eventually.holds("closed", () -> server.counters().open() == 0);
      assertEquals(0, server.counters().bytesKept());
      if (reads) {
        Clients.assertReset(client);
      }
      return failure;
    }
  }

  @Test
  void aConnectionOnWhichNothingMovesIsClosed() throws Exception {
    Failure failure = timesOut(Server.builder(network).idleTimeout(SOON), new Recorder(), true);
    assertEquals("idle", failure.during());
    assertEquals("nothing has moved for 60 ms", failure.cause().getMessage());
  }

  @Test
  void aConnectionFromWhichNothingComesIsClosed() throws Exception {
    Failure failure =
        timesOut(
            Server.builder(network).readTimeout(SOON).idleTimeout(Duration.ofHours(1)),
            new Recorder(),
            true);
    assertEquals("read", failure.during());
  }

  @Test
  void aPeerThatDoesNotReadIsClosed() throws Exception {
    Recorder writer =
        new Recorder() {
          @Override
          public void opened(Connection c) throws Exception {
            super.opened(c);
            c.write(ByteBuffer.allocate(500_000));
          }
        };
    Failure failure =
        timesOut(
            Server.builder(network).writeTimeout(SOON).readTimeout(Duration.ofMillis(1)),
            writer,
            false);
    assertEquals("write", failure.during());
    assertEquals("the peer has read nothing for 60 ms", failure.cause().getMessage());
  }

  /**
   * The time counts from the last that came, not from when the server began to wait for it; and if
   * this thread is held up for so long, the end may come sooner.
   */
  @Test
  void noTimeoutEndsWhatMoves() throws Exception {
    Duration timeout = Duration.ofMillis(400);
    try (Server server =
            Server.builder(network)
                .serveEvents(URI, any -> (c, in) -> c.write(in))
                .idleTimeout(timeout)
                .readTimeout(timeout)
                .writeTimeout(timeout)
                .onFailure(failures)
                .start();
        StreamEndpoint client = network.connectStream(URI)) {
      long last = exchange(client, 3 * timeout.toNanos());
      Eventually.holds("closed", () -> server.counters().open() == 0);
      assertTrue(System.nanoTime() - last >= timeout.toNanos());
      assertTrue(failures.only().cause() instanceof SocketTimeoutException);
    }
  }

  /** Sends and receives again and again, and gives when it last began to where it succeeded. */
  private static long exchange(StreamEndpoint client, long nanos) {
    long start = System.nanoTime();
    long last = start;
    try {
      while (last - start < nanos && isQuiet(client)) {
        long begun = System.nanoTime();
        Clients.write(client, "x");
        assertEquals("x", Clients.read(client, 1));
        last = begun;
      }
    } catch (IOException e) {
      return last; // The server has closed it.
    }
    return last;
  }

  /** Whether nothing comes for a moment, not even the end. */
  private static boolean isQuiet(StreamEndpoint client) throws IOException {
    client.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(20));
    try {
      client.read(ByteBuffer.allocate(1));
      return false;
    } catch (SocketTimeoutException e) {
      client.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ZERO);
      return true;
    }
  }

  /** The time that a handler takes for itself is not the peer's. */
  @Test
  void theReadTimeoutBeginsAgainWhenReadingDoes() throws Exception {
    Duration timeout = Duration.ofMillis(300);
    Duration pause = Duration.ofMillis(400);
    Recorder handler =
        new Recorder() {
          @Override
          public void opened(Connection c) throws Exception {
            super.opened(c);
            c.pause();
            c.loop().schedule(pause, c::resume);
          }
        };
    try (Server server =
        Server.builder(network)
            .serveEvents(URI, any -> handler)
            .readTimeout(timeout)
            .onFailure(failures)
            .start()) {
      long start = System.nanoTime();
      try (StreamEndpoint client = network.connectStream(URI)) {
        Clients.assertReset(client);
        assertTrue(System.nanoTime() - start >= pause.plus(timeout).toNanos());
        assertEquals("read", failures.only().during());
        assertEquals(1, server.counters().accepted());
      }
    }
  }

  @Test
  void aBlockingHandlerMeetsTheTimeoutsAsItsSocketDoes() throws Exception {
    CompletableFuture<Void> written = new CompletableFuture<>();
    BlockingHandler echo =
        endpoint -> {
          written.join();
          Streams.copy(endpoint, endpoint);
        };
    try (Server server =
            Server.builder(network)
                .serveBlocking(URI, echo)
                .readTimeout(SOON)
                .onFailure(failures)
                .start();
        StreamEndpoint client = network.connectStream(URI)) {
      Clients.write(client, "x");
      written.complete(null);
      assertEquals("x", Clients.read(client, 1));
      Clients.assertReset(client);
      Failure failure = failures.only();
      assertEquals("handler", failure.during());
      assertTrue(failure.cause() instanceof SocketTimeoutException);
      Eventually.holds("closed", () -> server.counters().open() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp://host:1", "tcp://127.0.0.1:0"})
  void aPeerThatDoesNotReadEndsABlockingHandlersWrite(String text) throws Exception {
    EndpointUri uri = EndpointUri.valueOf(text);
    Network opens = uri.equals(URI) ? network : Network.system();
    CompletableFuture<Exception> thrown = new CompletableFuture<>();
    BlockingHandler endless =
        endpoint -> {
          ByteBuffer bytes = ByteBuffer.allocate(100_000);
          try {
            while (true) {
              Streams.writeFully(endpoint, bytes.clear());
            }
          } catch (IOException e) {
            thrown.complete(e);
            throw e;
          }
        };
    try (Server server =
            Server.builder(opens)
                .serveBlocking(uri, endless)
                .writeTimeout(SOON)
                .onFailure(failures)
                .start();
        StreamEndpoint client = Clients.stream(opens, uri, server)) {
      Failure failure = failures.only();
      assertEquals("handler", failure.during());
      assertEquals(client.getLocalAddress(), failure.peer());
      assertTrue(failure.cause() instanceof SocketTimeoutException, failure::toString);
      assertEquals(failure.cause(), thrown.get());
      Eventually.holds("closed", () -> server.counters().open() == 0);
    }
  }

  /** It has no peer that could be kept waiting for. */
  @ParameterizedTest
  @ValueSource(strings = {"udp://host:1", "sctp+seqpacket://host:1"})
  void aSocketThatReceivesFromEverybodyHasNoTimeouts(String text) throws Exception {
    EndpointUri uri = EndpointUri.valueOf(text);
    try (Server server =
            Server.builder(network)
                .serveMessages(uri, request -> request.reply(request.payload()))
                .idleTimeout(SOON)
                .readTimeout(SOON)
                .writeTimeout(SOON)
                .onFailure(failures)
                .start();
        MessageEndpoint client = network.connectMessages(uri)) {
      client.setOption(EndpointOptions.SO_RCVTIMEO, SOON.multipliedBy(3));
      assertThrows(SocketTimeoutException.class, () -> client.receive(ByteBuffer.allocate(1)));
      client.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ZERO);
      Clients.send(client, "still there?");
      assertEquals("still there?", Clients.receive(client));
      assertEquals(1, server.counters().requests());
    }
    failures.none();
  }
}

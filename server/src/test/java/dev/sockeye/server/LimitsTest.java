package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SocketOptions;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    first.setOption(SocketOptions.SO_RCVTIMEO, SOON);
    try {
      assertEquals("1", Clients.read(first, 1));
    } catch (SocketTimeoutException e) { // the other one has the slot
      assertEquals("2", Clients.read(second, 1));
      Clients.hangUp(second);
      first.setOption(SocketOptions.SO_RCVTIMEO, Duration.ZERO);
      assertEquals("1", Clients.read(first, 1));
      return;
    }
    Clients.hangUp(first);
    assertEquals("2", Clients.read(second, 1));
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
        Clients.assertEnds(client);
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
      client.setOption(SocketOptions.SO_RCVTIMEO, Duration.ofMillis(20));
      long end = System.nanoTime() + 3 * timeout.toNanos();
      while (System.nanoTime() < end) {
        Clients.write(client, "x");
        assertEquals("x", Clients.read(client, 1));
        assertThrows(SocketTimeoutException.class, () -> client.read(ByteBuffer.allocate(1)));
      }
      assertEquals(1, server.counters().open());
    }
    failures.none();
  }

  /** The time that a handler takes for itself is not the peer's. */
  @Test
  void theReadTimeoutBeginsAgainWhenReadingDoes() throws Exception {
    Duration timeout = Duration.ofSeconds(1);
    Recorder handler = new Recorder();
    try (Server server =
            Server.builder(network)
                .serveEvents(URI, any -> handler)
                .readTimeout(timeout)
                .onFailure(failures)
                .start();
        StreamEndpoint client = network.connectStream(URI)) {
      handler.onLoop(Connection::pause);
      handler.connection().loop().schedule(timeout.plusMillis(300), () -> resume(handler));
      client.setOption(SocketOptions.SO_RCVTIMEO, timeout.plusMillis(700));
      assertThrows(SocketTimeoutException.class, () -> client.read(ByteBuffer.allocate(1)));
      failures.none();
      client.setOption(SocketOptions.SO_RCVTIMEO, Duration.ZERO);
      Clients.assertEnds(client);
      assertEquals("read", failures.only().during());
      assertEquals(1, server.counters().accepted());
    }
  }

  private static void resume(Recorder handler) {
    handler.connection.join().resume();
  }

  @Test
  void aBlockingHandlerMeetsTheTimeoutsAsItsSocketDoes() throws Exception {
    try (Server server =
            Server.builder(network)
                .serveBlocking(URI, endpoint -> Streams.copy(endpoint, endpoint))
                .readTimeout(SOON)
                .onFailure(failures)
                .start();
        StreamEndpoint client = network.connectStream(URI)) {
      Clients.write(client, "x");
      assertEquals("x", Clients.read(client, 1));
      Clients.assertEnds(client);
      Failure failure = failures.only();
      assertEquals("handler", failure.during());
      assertTrue(failure.cause() instanceof SocketTimeoutException);
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
      client.setOption(SocketOptions.SO_RCVTIMEO, SOON.multipliedBy(3));
      assertThrows(SocketTimeoutException.class, () -> client.receive(ByteBuffer.allocate(1)));
      client.setOption(SocketOptions.SO_RCVTIMEO, Duration.ZERO);
      Clients.send(client, "still there?");
      assertEquals("still there?", Clients.receive(client));
      assertEquals(1, server.counters().requests());
    }
    failures.none();
  }
}

package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A loop that has stood still for longer than a timeout, as a process does that was stopped, looks
 * at what came meanwhile before the timeout ends anything.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LateLoopTest {

  private static final EndpointUri URI = EndpointUri.valueOf("tcp://host:1");
  private static final Duration SOON = Duration.ofMillis(300);

  private final Failures failures = new Failures();
  private final MemoryNetwork memory = MemoryNetwork.create();
  private final List<StreamEndpoint> sockets = new ArrayList<>();
  private EventLoop loop;

  @BeforeEach
  void start() throws IOException {
    loop = EventLoop.builder().name("late").onFailure(failures).start();
  }

  @AfterEach
  void close() throws IOException {
    loop.close();
    for (StreamEndpoint socket : sockets) {
      socket.close();
    }
    memory.close();
  }

  /** Two ends of a connection, the client's first. */
  private List<StreamEndpoint> connect(Network network, EndpointUri uri) throws IOException {
    try (Listener<StreamEndpoint> listener = network.listenStream(uri)) {
      StreamEndpoint client = network.socket(listener.spec());
      client.connect(listener.getLocalAddress());
      List<StreamEndpoint> pair = List.of(client, listener.accept());
      sockets.addAll(pair);
      return pair;
    }
  }

  /** Makes the loop stand still after a task, within a callback. */
  private void standStillAfter(Callbacks.Task<Connection> task) throws Exception {
    List<StreamEndpoint> pair = connect(memory, URI);
    loop.register(
        pair.get(1),
        (c, in) -> {
          in.get();
          task.run(c);
          standStill();
        });
    Clients.write(pair.get(0), "x");
  }

  private static void standStill() {
    long until = System.nanoTime() + 2 * SOON.toNanos();
    for (long left = 1; left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** What has ended in order is no failure, however late it is looked at. */
  @ParameterizedTest
  @ValueSource(strings = {"tcp://host:1", "tcp://127.0.0.1:0"})
  void whatHasEndedMeanwhileEndsInOrder(String where) throws Exception {
    EndpointUri uri = EndpointUri.valueOf(where);
    List<StreamEndpoint> pair = connect(uri.equals(URI) ? memory : Network.system(), uri);
    StreamEndpoint served = pair.get(1).setOption(EndpointOptions.SO_RCVTIMEO, SOON);
    Recorder recorder = new Recorder();
    standStillAfter(
        any -> {
          loop.register(served, recorder);
          pair.get(0).shutdownOutput();
        });
    assertEquals("null", recorder.cause());
    assertEquals(-1, pair.get(0).read(ByteBuffer.allocate(1)));
    failures.none();
  }

  /** As many as no selector tells of at once, too. */
  @ParameterizedTest
  @CsvSource({"tcp://host:1, 3", "tcp://127.0.0.1:0, 3", "tcp://127.0.0.1:0, 600"})
  void whatHasComeMeanwhileIsServed(String where, int count) throws Exception {
    EndpointUri uri = EndpointUri.valueOf(where);
    List<StreamEndpoint> clients = new ArrayList<>();
    List<StreamEndpoint> served = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<StreamEndpoint> pair = connect(uri.equals(URI) ? memory : Network.system(), uri);
      clients.add(pair.get(0));
      served.add(pair.get(1).setOption(EndpointOptions.SO_RCVTIMEO, SOON));
    }
    standStillAfter(
        any -> {
          served.forEach(socket -> loop.register(socket, (c, in) -> c.write(in)));
          for (StreamEndpoint client : clients) {
            Clients.write(client, "x");
          }
        });
    for (StreamEndpoint client : clients) {
      assertEquals("x", Clients.read(client, 1));
    }
  }

  @Test
  void whatThePeerHasReadMeanwhileIsSeen() throws Exception {
    List<StreamEndpoint> pair = connect(memory, URI);
    pair.get(1).setOption(EndpointOptions.SO_SNDTIMEO, SOON);
    Recorder writer =
        new Recorder() {
          @Override
          public void opened(Connection c) throws Exception {
            c.write(ByteBuffer.allocate(500_000));
            assertTrue(c.pending() > 0);
            super.opened(c);
          }
        };
    CompletableFuture<Integer> read = new CompletableFuture<>();
    standStillAfter(
        any -> {
          loop.register(pair.get(1), writer);
          read.complete(pair.get(0).read(ByteBuffer.allocate(500_000)));
        });
    Clients.read(pair.get(0), 500_000 - read.get(30, TimeUnit.SECONDS));
    Eventually.holds("drained", () -> writer.callbacks.contains("drained"));
    failures.none();
  }

  /** It could not send the next one before it had the answer. */
  @Test
  void thePeerOfASlowHandlerHasAllItsTimeAfterwards() throws Exception {
    List<StreamEndpoint> pair = connect(memory, URI);
    StreamEndpoint client = pair.get(0);
    pair.get(1).setOption(EndpointOptions.SO_RCVTIMEO, SOON);
    List<Long> answered = new ArrayList<>();
    Recorder slow =
        new Recorder() {
          @Override
          public void received(Connection c, ByteBuffer in) throws Exception {
            standStill();
            c.write(in);
            answered.add(System.nanoTime());
          }
        };
    loop.register(pair.get(1), slow);
    Clients.write(client, "1");
    assertEquals("1", Clients.read(client, 1));
    Clients.assertReset(client);
    assertTrue(System.nanoTime() - answered.get(0) >= SOON.toNanos());
    assertEquals("read", failures.only().during());
  }
}

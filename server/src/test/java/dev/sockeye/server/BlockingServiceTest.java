package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread for each connection. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BlockingServiceTest {

  private static final EndpointUri TCP = EndpointUri.valueOf("tcp://127.0.0.1:0");
  private static final EndpointUri IN_MEMORY = EndpointUri.valueOf("tcp://host:1");
  private static final boolean HAS_VIRTUAL_THREADS = Runtime.version().feature() >= 21;

  private final Failures failures = new Failures();

  private ServerBuilder serve(Network network, EndpointUri uri, BlockingHandler handler) {
    return Server.builder(network).serveBlocking(uri, handler).onFailure(failures);
  }

  /** More than the pool has threads, where it is one: the rest wait. */
  @Test
  void connectionsBeyondTheThreadsWaitAndAreServed() throws Exception {
    MemoryNetwork network = MemoryNetwork.create();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    BlockingHandler handler =
        endpoint -> {
          threads.add(Thread.currentThread());
          Streams.copy(endpoint, endpoint);
        };
    try (Server server = serve(network, IN_MEMORY, handler).threads(3).start()) {
      List<StreamEndpoint> clients = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        clients.add(network.connectStream(IN_MEMORY));
        Clients.write(clients.get(i), "number " + i);
      }
      for (int i = 0; i < 12; i++) {
        assertEquals("number " + i, Clients.read(clients.get(i), ("number " + i).length()));
        clients.get(i).close();
      }
      Eventually.holds("all closed", () -> server.counters().open() == 0);
    }
    assertEquals(HAS_VIRTUAL_THREADS ? 12 : 3, threads.size());
    assertEquals(0, network.openSockets());
    failures.none();
  }

  @Test
  void threadsAreVirtualWhereTheJdkHasThem() throws Exception {
    CountDownLatch all = new CountDownLatch(50);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    BlockingHandler handler =
        endpoint -> {
          threads.add(Thread.currentThread());
          all.countDown();
          Streams.copy(endpoint, endpoint);
        };
    int pool = HAS_VIRTUAL_THREADS ? 1 : 50;
    try (Server server = serve(Network.system(), TCP, handler).threads(pool).start()) {
      List<StreamEndpoint> clients = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        clients.add(Clients.stream(Network.system(), TCP, server));
      }
      assertTrue(all.await(30, TimeUnit.SECONDS)); // at the same time
      assertEquals(50, server.counters().open());
      for (StreamEndpoint client : clients) {
        client.close();
      }
    }
    assertEquals(50, threads.size());
    for (Thread thread : threads) {
      assertTrue(thread.isDaemon());
      assertEquals(HAS_VIRTUAL_THREADS, thread.getClass().getName().contains("Virtual"));
    }
    failures.none();
  }

  @Test
  void aHandlerThatThrowsClosesItsConnection() throws Exception {
    BlockingHandler handler =
        endpoint -> {
          Streams.copy(endpoint, endpoint);
          throw new StackOverflowError("thrown");
        };
    try (Server server = serve(Network.system(), TCP, handler).start();
        StreamEndpoint client = Clients.stream(Network.system(), TCP, server)) {
      Clients.write(client, "x");
      assertEquals("x", Clients.read(client, 1));
      client.shutdownOutput();
      Clients.assertReset(client);
      Failure failure = failures.only();
      assertEquals("handler", failure.during());
      assertEquals(client.getLocalAddress(), failure.peer());
      Eventually.holds("closed", () -> server.counters().open() == 0);
      assertEquals(1, server.counters().bytesRead());
      assertEquals(1, server.counters().bytesWritten());
    }
  }

  @Test
  void connectionsThatWaitForAThreadAreServedBeforeTheServerCloses() throws Exception {
    MemoryNetwork network = MemoryNetwork.create();
    try (Server server = serve(network, IN_MEMORY, e -> Streams.copy(e, e)).threads(1).start();
        StreamEndpoint first = network.connectStream(IN_MEMORY);
        StreamEndpoint second = network.connectStream(IN_MEMORY)) {
      Clients.write(first, "first");
      Clients.write(second, "second");
      Eventually.holds("accepted", () -> server.counters().accepted() == 2);
      server.shutdown();
      assertEquals("first", Clients.read(first, 5));
      Clients.assertEnds(first);
      assertEquals("second", Clients.read(second, 6));
      Clients.assertEnds(second);
      server.await();
    }
    failures.none();
  }

  /** Their calls throw then, which is no failure. */
  @Test
  void afterTheGracePeriodHandlersAreCutOff() throws Exception {
    CompletableFuture<Exception> thrown = new CompletableFuture<>();
    CompletableFuture<Void> begun = new CompletableFuture<>();
    BlockingHandler handler =
        endpoint -> {
          try {
            begun.complete(null);
            while (true) {
              Clients.write(endpoint, "endless");
            }
          } catch (IOException e) {
            thrown.complete(e);
            throw e;
          }
        };
    try (Server server =
            serve(Network.system(), TCP, handler).gracePeriod(Duration.ofMillis(50)).start();
        StreamEndpoint client = Clients.stream(Network.system(), TCP, server)) {
      begun.get(30, TimeUnit.SECONDS);
      server.shutdown();
      server.await();
      assertTrue(thrown.get(30, TimeUnit.SECONDS) instanceof IOException);
      Eventually.holds("released", () -> server.counters().open() == 0);
      assertTrue(client.isOpen());
    }
    failures.none();
  }

  @Test
  void theServersOptionsAreOnTheEndpoint() throws Exception {
    CompletableFuture<List<Duration>> options = new CompletableFuture<>();
    CompletableFuture<Boolean> blocking = new CompletableFuture<>();
    BlockingHandler handler =
        endpoint -> {
          options.complete(
              List.of(
                  endpoint.getOption(EndpointOptions.SO_RCVTIMEO),
                  endpoint.getOption(EndpointOptions.SO_SNDTIMEO)));
          blocking.complete(endpoint.isBlocking());
        };
    try (Server server =
            serve(Network.system(), TCP, handler)
                .idleTimeout(Duration.ofMinutes(1))
                .readTimeout(Duration.ofMinutes(2))
                .writeTimeout(Duration.ofMinutes(3))
                .start();
        StreamEndpoint client = Clients.stream(Network.system(), TCP, server)) {
      assertEquals(
          List.of(Duration.ofMinutes(2), Duration.ofMinutes(3)), options.get(30, TimeUnit.SECONDS));
      assertTrue(blocking.get(30, TimeUnit.SECONDS));
      Clients.assertEnds(client);
      assertFalse(failures.told().size() > 0);
    }
  }
}

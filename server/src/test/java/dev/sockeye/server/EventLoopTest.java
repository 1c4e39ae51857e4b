package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.tcp.Tcp;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop of a program's own: tasks, timers, and endpoints that the program has opened. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EventLoopTest {

  private final Failures failures = new Failures();
  private final MemoryNetwork memory = MemoryNetwork.create();
  private EventLoop loop;

  @BeforeEach
  void start() throws IOException {
    loop = EventLoop.builder().name("test").onFailure(failures).start();
  }

  @AfterEach
  void close() {
    loop.close();
    memory.close();
  }

  private void await() throws Exception {
    CompletableFuture<Boolean> run = new CompletableFuture<>();
    loop.execute(() -> run.complete(loop.inLoop()));
    assertTrue(run.get(30, TimeUnit.SECONDS));
  }

  @Test
  void tasksOfAThreadRunInTheirOrder() throws Exception {
    List<Integer> run = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      int number = i;
      loop.execute(() -> run.add(number));
    }
    await();
    for (int i = 0; i < 1_000; i++) {
      assertEquals(i, run.get(i));
    }
  }

  @Test
  void noTaskOfSeveralThreadsIsOverlooked() throws Exception {
    AtomicInteger run = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          new Thread(
              () -> {
                for (int j = 0; j < 5_000; j++) {
                  loop.execute(run::incrementAndGet);
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    Eventually.holds(run::toString, () -> run.get() == 20_000);
  }

  @Test
  void aTaskThatThrowsIsReportedAndTheNextRuns() throws Exception {
    loop.execute(
        () -> {
          throw new AssertionError("task");
        });
    await();
    assertEquals("task", failures.only().during());
  }

  @Test
  void timersRunWhenTheyAreDueAndNotBefore() throws Exception {
    List<String> run = new CopyOnWriteArrayList<>();
    long start = System.nanoTime();
    EventLoop.Timer never = loop.schedule(Duration.ofDays(1), () -> run.add("cancelled"));
    EventLoop.Timer farOff = loop.schedule(Duration.ofDays(100_000), () -> run.add("far off"));
    loop.execute( // within one task, so that none runs before all are planned
        () -> {
          loop.schedule(Duration.ofMillis(40), () -> run.add("planned within"));
          loop.schedule(Duration.ofMillis(60), () -> run.add("late"));
          loop.schedule(Duration.ofDays(-1), () -> run.add("overdue"));
          loop.schedule(Duration.ZERO, () -> run.add("cancelled")).cancel();
        });
    never.cancel();
    never.cancel();
    Eventually.holds(run::toString, () -> run.size() == 3);
    assertTrue(System.nanoTime() - start >= Duration.ofMillis(60).toNanos());
    assertEquals(List.of("overdue", "planned within", "late"), run);
    farOff.cancel();
  }

  @Test
  void aTimerThatThrowsIsReported() throws Exception {
    loop.schedule(
        Duration.ZERO,
        () -> {
          throw new IllegalStateException("timer");
        });
    assertEquals("timer", failures.only().during());
    await();
  }

  @Test
  void aClosedLoopTakesNoTasks() throws Exception {
    await();
    loop.close();
    loop.close();
    assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
    assertThrows(RejectedExecutionException.class, () -> loop.schedule(Duration.ZERO, () -> {}));
  }

  @Test
  void whatWasGivenBeforeTheEndIsRun() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger run = new AtomicInteger();
    loop.execute(
        () -> {
          loop.close(); // does not wait for itself
          loop.execute(run::incrementAndGet);
          go.countDown();
        });
    assertTrue(go.await(30, TimeUnit.SECONDS));
    loop.close();
    assertEquals(1, run.get());
  }

  /** Both sides in one loop. */
  @Test
  void aConnectThatSucceedsLaterOpensTheConnection() throws Exception {
    try (Listener<StreamEndpoint> listener =
        Network.system().listenStream(EndpointUri.valueOf("tcp://127.0.0.1:0"))) {
      StreamEndpoint socket = Network.system().socket(Tcp.STREAM).configureBlocking(false);
      socket.connect(listener.getLocalAddress());
      Recorder client = new Recorder();
      Connection connection = loop.register(socket, client);
      Recorder echo = new Echo();
      loop.register(listener.accept(), echo);
      client.onLoop(c -> c.write(Clients.bytes("hello")));
      Eventually.holds("echoed", () -> client.callbacks.contains("received"));
      assertEquals(listener.getLocalAddress(), connection.peer());
      client.onLoop(Connection::close);
      assertEquals("null", echo.cause());
      assertEquals("null", client.cause());
    }
    failures.none();
  }

  private static final class Echo extends Recorder {
    @Override
    public void received(Connection c, ByteBuffer in) throws Exception {
      c.write(in);
      super.received(c, in);
    }
  }

  @Test
  void aConnectThatIsRefusedIsTold() throws Exception {
    SocketAddress nobody;
    try (Listener<StreamEndpoint> listener =
        Network.system().listenStream(EndpointUri.valueOf("tcp://127.0.0.1:0"))) {
      nobody = listener.getLocalAddress();
    }
    StreamEndpoint socket = Network.system().socket(Tcp.STREAM).configureBlocking(false);
    Recorder client = new Recorder();
    try {
      socket.connect(nobody);
    } catch (IOException atOnce) {
      socket.close(); // which the loop meets as well as the refusal
    }
    loop.register(socket, client);
    String cause = client.cause();
    assertTrue(cause.contains("ConnectException") || cause.contains("ClosedChannel"), cause);
    assertEquals(List.of("closed"), client.callbacks);
    assertEquals("connect", failures.only().during());
    assertFalse(socket.isOpen());
  }

  @Test
  void anEndpointThatWasNeverConnectedIsTold() throws Exception {
    StreamEndpoint socket = Network.system().socket(Tcp.STREAM);
    Recorder client = new Recorder();
    loop.register(socket, client);
    assertTrue(client.cause().contains("NoConnectionPending"), client.cause());
    assertFalse(socket.isOpen());
  }

  @Test
  void nothingIsWrittenBeforeTheConnectionStands() throws Exception {
    try (StreamEndpoint socket = memory.socket(Tcp.STREAM)) {
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      Terms terms = new Settings().terms();
      StreamConnection early =
          new StreamConnection(
              loop, socket, new Recorder(), new OwnSockets(loop, terms, failure -> {}), terms);
      loop.execute(
          () ->
              thrown.complete(
                  assertThrows(
                      NotYetConnectedException.class, () -> early.write(Clients.bytes("x")))));
      thrown.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void closingTheLoopClosesAllThatItServes() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("tcp://host:1");
    EndpointUri datagrams = EndpointUri.valueOf("udp://host:1");
    Recorder handler = new Recorder();
    try (Listener<StreamEndpoint> listener = memory.listenStream(uri)) {
      loop.register(memory.connectStream(uri), handler);
      loop.register(memory.bindMessages(datagrams), request -> request.reply(request.payload()));
      try (MessageEndpoint client = memory.connectMessages(datagrams)) {
        Clients.send(client, "ping");
        assertEquals("ping", Clients.receive(client));
      }
      handler.connection();
      loop.close();
      assertEquals("null", handler.cause());
      assertThrows(
          RejectedExecutionException.class,
          () -> loop.register(memory.connectStream(uri), handler));
      assertTrue(listener.isOpen());
    }
    failures.none();
  }

  @Test
  void connectionsAreSpreadOverSeveralLoops() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("tcp://host:1");
    List<EventLoop> loops = new CopyOnWriteArrayList<>();
    EventHandler handler =
        new EventHandler() {
          @Override
          public void opened(Connection c) {
            loops.add(c.loop());
          }

          @Override
          public void received(Connection c, ByteBuffer in) throws IOException {
            assertTrue(c.loop().inLoop());
            c.write(in);
          }
        };
    try (Server server =
        Server.builder(memory)
            .serveEvents(uri, any -> handler)
            .loops(3)
            .onFailure(failures)
            .start()) {
      List<StreamEndpoint> clients = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        clients.add(memory.connectStream(uri));
        Clients.write(clients.get(i), "to " + i);
      }
      for (int i = 0; i < 12; i++) {
        assertEquals("to " + i, Clients.read(clients.get(i), ("to " + i).length()));
        clients.get(i).close();
      }
      assertEquals(3, loops.stream().distinct().count());
      assertEquals(12, server.counters().accepted());
    }
    failures.none();
  }
}

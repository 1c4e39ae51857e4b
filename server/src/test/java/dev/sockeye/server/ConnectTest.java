package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connects by URI that a loop begins: nobody waits, and the handler hears of every end. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConnectTest {

  private static final EndpointUri URI = EndpointUri.valueOf("tcp://host:1");

  @TempDir private Path folder;
  private final MemoryNetwork memory = MemoryNetwork.create();
  private final Failures failures = new Failures();
  private EventLoop loop;

  private EventLoop loop(Duration connectTimeout) throws Exception {
    loop =
        EventLoop.builder().name("test").connectTimeout(connectTimeout).onFailure(failures).start();
    return loop;
  }

  private EventLoop loop() throws Exception {
    return loop(Duration.ofSeconds(30));
  }

  @AfterEach
  void close() throws Exception {
    if (loop != null) {
      loop.close();
    }
    Eventually.holds("all sockets closed", () -> memory.openSockets() == 0);
  }

  private Network network(Where where) {
    return where == Where.MEMORY ? memory : Network.system();
  }

  private EndpointUri uri(Where where, String text) {
    return Where.uri(network(where), folder, text);
  }

  /** A client that asks once and remembers the answer. */
  private static final class Asking extends Recorder {
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private boolean inLoop;

    @Override
    public void opened(Connection c) throws Exception {
      super.opened(c);
      inLoop = c.loop().inLoop();
      c.write(Clients.bytes("ping"));
    }

    @Override
    public void received(Connection c, ByteBuffer in) throws Exception {
      if (in.remaining() == 4) {
        answer.complete(Clients.text(in));
        c.close();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0",
    "MEMORY, unix:/run/s",
    "MEMORY, unix+seqpacket:/run/s",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, unix:FOLDER/s",
    "SYSTEM, unix:@NAME",
    "SYSTEM, unix+seqpacket:FOLDER/s"
  })
  void aStreamIsConnectedAndServed(Where where, String text) throws Exception {
    EndpointUri uri = uri(where, text);
    try (Server server =
        Server.builder(network(where)).serveEvents(uri, c -> (d, in) -> d.write(in)).start()) {
      Asking client = new Asking();
      loop().connect(network(where), Clients.where(uri, server), client);
      assertEquals("ping", client.answer.get(30, TimeUnit.SECONDS));
      assertTrue(client.inLoop);
      assertEquals("null", client.cause());
      assertEquals(List.of("opened", "closed"), client.callbacks);
    }
    failures.none();
    assertEquals(1, loop.counters().accepted());
    assertEquals(0, loop.counters().open());
    assertEquals(4, loop.counters().bytesWritten());
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0",
    "MEMORY, udp://127.0.0.1:0",
    "MEMORY, unix+seqpacket:/run/s",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, udp://127.0.0.1:0",
    "SYSTEM, unix:FOLDER/s",
    "SYSTEM, unix+seqpacket:FOLDER/s"
  })
  void messagesAreConnectedAndServed(Where where, String text) throws Exception {
    EndpointUri uri = uri(where, text);
    try (Server server =
        Server.builder(network(where))
            .serveMessages(uri, request -> request.reply(request.payload()))
            .start()) {
      Inbox client = new Inbox();
      loop().connectMessages(network(where), Clients.where(uri, server), client);
      Clients.send(client.socket(), "ping");
      assertEquals("ping", client.next());
      client.socket().close();
      assertEquals("null", client.cause());
    }
    failures.none();
  }

  /** Of a name's addresses one is listened at. */
  @Test
  void allAddressesOfANameAreTried() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("tcp://127.0.0.1:0");
    Network network = Network.system();
    try (Server server =
        Server.builder(network).serveEvents(uri, c -> (d, in) -> d.write(in)).start()) {
      String port = server.uris().get(0).address().replaceFirst(".*:", "");
      Asking client = new Asking();
      loop().connect(network, EndpointUri.valueOf("tcp://localhost:" + port), client);
      assertEquals("ping", client.answer.get(30, TimeUnit.SECONDS));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:1, ConnectException",
    "MEMORY, unix+seqpacket:/run/nobody, nobody",
    "SYSTEM, tcp://127.0.0.1:1, ConnectException",
    "SYSTEM, unix:FOLDER/nobody, nobody",
    "SYSTEM, unix+seqpacket:FOLDER/nobody, nobody",
    "SYSTEM, tcp://127.0.0.1, IllegalArgumentException",
    "MEMORY, tpc://127.0.0.1:1, IllegalArgumentException"
  })
  void aFailureReachesTheHandler(Where where, String text, String told) throws Exception {
    CompletableFuture<Connection> closed = new CompletableFuture<>();
    Recorder client =
        new Recorder() {
          @Override
          public void closed(Connection c, Throwable cause) {
            closed.complete(c);
            super.closed(c, cause);
          }
        };
    EndpointUri uri = EndpointUri.valueOf(text.replace("FOLDER", folder.toString()));
    loop().connect(network(where), uri, client);
    String cause = client.cause();
    assertTrue(cause.contains(told), cause);
    assertEquals(List.of("closed"), client.callbacks);
    assertEquals("connect", failures.only().during());
    assertEquals(1, loop.counters().failures());
    Connection never = closed.get(30, TimeUnit.SECONDS);
    assertNull(never.endpoint());
    assertNull(never.peer());
    assertFalse(never.post(Clients.bytes("x")));
    assertSame(loop, never.loop());
  }

  @Test
  void aFailureReachesTheHandlerOfMessages() throws Exception {
    Inbox client = new Inbox();
    loop().connectMessages(memory, EndpointUri.valueOf("unix+seqpacket:/run/nobody"), client);
    assertFalse(client.cause().equals("null"));
    assertEquals(List.of("closed"), client.callbacks);
    assertEquals("connect", failures.only().during());
  }

  /** What a handler throws is its own failure, whoever tells it the end. */
  @ParameterizedTest
  @CsvSource({"MEMORY, false", "SYSTEM, false", "MEMORY, true", "SYSTEM, true"})
  void aHandlerThatThrowsAtTheEndIsReported(Where where, boolean messages) throws Exception {
    IllegalStateException thrown = new IllegalStateException("by the handler");
    EndpointUri uri = EndpointUri.valueOf("tcp://127.0.0.1:1");
    if (messages) {
      MessageHandler handler = mock(MessageHandler.class);
      doThrow(thrown).when(handler).closed(any(), any());
      loop().connectMessages(network(where), uri, handler);
    } else {
      EventHandler handler = mock(EventHandler.class);
      doThrow(thrown).when(handler).closed(any(), any());
      loop().connect(network(where), uri, handler);
    }
    Eventually.holds("both are told", () -> failures.told().size() == 2);
    assertEquals("connect", failures.told().get(0).during());
    assertEquals("handler", failures.told().get(1).during());
    assertSame(thrown, failures.told().get(1).cause());
    assertEquals(2, loop.counters().failures());
  }

  /** Whose backlog is full does not answer. */
  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0",
    "MEMORY, unix+seqpacket:/run/s",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, unix:FOLDER/s",
    "SYSTEM, unix+seqpacket:FOLDER/s"
  })
  void aConnectHasItsTime(Where where, String text) throws Exception {
    EndpointUri uri = uri(where, text).withOption(EndpointOptions.BACKLOG.name(), "1");
    loop(Duration.ofMillis(300));
    try (Listener<StreamEndpoint> listener = network(where).listenStream(uri)) {
      List<Recorder> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        clients.add(new Recorder());
        loop.connect(network(where), uri.withAddressOf(listener), clients.get(i));
      }
      Eventually.holds("one is too late", () -> !failures.told().isEmpty());
      Failure failure = failures.told().get(0);
      assertEquals("connect", failure.during());
      assertTrue(failure.cause() instanceof SocketTimeoutException, failure::toString);
      assertTrue(failure.cause().getMessage().endsWith("not done within 300 ms"));
      Eventually.holds(
          "each has an end or a connection",
          () -> clients.stream().noneMatch(client -> client.callbacks.isEmpty()));
      assertTrue(clients.stream().anyMatch(client -> client.callbacks.contains("opened")));
      loop.close();
    }
  }

  /** A connect that waits until it is interrupted, and tells so. */
  private static Network waiting(CountDownLatch begun, CountDownLatch interrupted)
      throws Exception {
    Network network = mock(Network.class);
    when(network.connectStream(any()))
        .thenAnswer(
            call -> {
              begun.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              throw new IllegalStateException("interrupted");
            });
    return network;
  }

  @Test
  void oneThatIsCancelledIsInterruptedAndEndsWithoutACause() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Recorder client = new Recorder();
    Connecting connecting = loop().connect(waiting(begun, interrupted), URI, client);
    assertTrue(begun.await(30, TimeUnit.SECONDS));
    connecting.cancel();
    connecting.cancel();
    assertEquals("null", client.cause());
    assertTrue(interrupted.await(30, TimeUnit.SECONDS));
    assertEquals(List.of("closed"), client.callbacks);
    failures.none();
  }

  @Test
  void oneThatIsUnderWayEndsWithItsLoop() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Recorder client = new Recorder();
    loop().connect(waiting(begun, interrupted), URI, client);
    assertTrue(begun.await(30, TimeUnit.SECONDS));
    loop.close();
    assertEquals(List.of("closed"), client.callbacks);
    assertTrue(interrupted.await(30, TimeUnit.SECONDS));
    assertThrows(RejectedExecutionException.class, () -> loop.connect(memory, URI, new Recorder()));
  }

  /** What comes too late is closed, and nobody is told of it. */
  @Test
  void anEndpointThatComesAfterTheCancelIsClosed() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<StreamEndpoint> late = new CompletableFuture<>();
    Network network = mock(Network.class);
    when(network.connectStream(any()))
        .thenAnswer(
            call -> {
              begun.countDown();
              boolean interrupted = false;
              while (go.getCount() > 0) {
                try {
                  go.await();
                } catch (InterruptedException e) {
                  interrupted = true; // as a name server that does not answer
                }
              }
              assertTrue(Thread.interrupted() || interrupted);
              late.complete(memory.connectStream(URI));
              return late.join();
            });
    try (Listener<StreamEndpoint> listener = memory.listenStream(URI)) {
      assertTrue(listener.isOpen());
      Recorder client = new Recorder();
      Connecting connecting = loop().connect(network, URI, client);
      assertTrue(begun.await(30, TimeUnit.SECONDS));
      connecting.cancel();
      assertEquals("null", client.cause());
      go.countDown();
      StreamEndpoint endpoint = late.get(30, TimeUnit.SECONDS);
      Eventually.holds("it is closed", () -> !endpoint.isOpen());
      assertEquals(List.of("closed"), client.callbacks);
    }
  }

  /** A client on the loop of the connection that needs it: no other thread has a part in it. */
  @Test
  void aServersLoopsCarryClients() throws Exception {
    EndpointUri back = EndpointUri.valueOf("unix:/run/back");
    Asking upstream = new Asking();
    CompletableFuture<EventLoop> own = new CompletableFuture<>();
    EventHandler front =
        new EventHandler() {
          @Override
          public void opened(Connection c) {
            own.complete(c.loop());
            c.loop().connect(memory, back, upstream);
          }

          @Override
          public void received(Connection c, ByteBuffer in) {}
        };
    try (Server backend =
            Server.builder(memory).serveEvents(back, c -> (d, in) -> d.write(in)).start();
        Server server =
            Server.builder(memory).serveEvents(URI, c -> front).onFailure(failures).start();
        StreamEndpoint client = memory.connectStream(URI)) {
      assertEquals("ping", upstream.answer.get(30, TimeUnit.SECONDS));
      assertSame(own.get(30, TimeUnit.SECONDS), upstream.connection().loop());
      assertTrue(upstream.inLoop);
      assertEquals(1, backend.counters().accepted());
      assertEquals(1, server.counters().accepted());
      assertEquals(1, server.clients().accepted());
      assertEquals(4, server.clients().bytesWritten());
      assertEquals(0, server.counters().bytesWritten());
      assertTrue(client.isOpen());
    }
    failures.none();
  }
}

package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Message endpoints whose connect is under way when a loop begins to serve them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MessageConnectTest {

  private static final int ENOUGH = 64;

  @TempDir private Path folder;
  private final MemoryNetwork memory = MemoryNetwork.create();
  private final Failures failures = new Failures();
  private final Inbox inbox = new Inbox();
  private final Deque<MessageEndpoint> clients = new ArrayDeque<>();
  private EventLoop loop;

  @BeforeEach
  void start() throws IOException {
    loop = EventLoop.builder().name("test").onFailure(failures).start();
  }

  @AfterEach
  void close() throws IOException {
    loop.close();
    for (MessageEndpoint client : clients) {
      client.close();
    }
    assertEquals(0, memory.openSockets());
  }

  private Listener<MessageEndpoint> listen(Where where, String text) throws IOException {
    Network network = where == Where.MEMORY ? memory : Network.system();
    EndpointUri uri =
        Where.uri(network, folder, text).withOption(EndpointOptions.BACKLOG.name(), "1");
    return network.listenMessages(uri);
  }

  /** Connects until one has to wait: the last of the clients. */
  private void connectUntilOneWaits(Where where, Listener<MessageEndpoint> listener)
      throws IOException {
    Network network = where == Where.MEMORY ? memory : Network.system();
    SocketAddress address = listener.getLocalAddress();
    boolean stands = true;
    while (stands && clients.size() < ENOUGH) {
      MessageEndpoint client = network.socket(listener.spec());
      clients.add(client);
      client.configureBlocking(false);
      stands = client.connect(address);
    }
    assertFalse(stands, "no connect has to wait");
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, unix+seqpacket:/run/test.sock",
    "SYSTEM, unix+seqpacket:FOLDER/s",
    "SYSTEM, sctp://127.0.0.1:0"
  })
  void whatIsSentMeanwhileIsKeptUntilTheConnectionStands(Where where, String text)
      throws Exception {
    try (Listener<MessageEndpoint> listener = listen(where, text)) {
      connectUntilOneWaits(where, listener);
      MessageSocket socket = loop.register(clients.getLast(), inbox);
      Clients.send(socket, "one");
      Clients.send(socket, "two");
      MessageEndpoint accepted = null;
      for (int i = 0; i < clients.size(); i++) {
        accepted = listener.accept();
        if (i < clients.size() - 1) {
          accepted.close();
        }
      }
      try (MessageEndpoint peer = accepted) {
        assertEquals("one", Clients.receive(peer));
        assertEquals("two", Clients.receive(peer));
        Clients.send(peer, "three");
        assertEquals("three", inbox.next());
        assertEquals(listener.getLocalAddress(), socket.peer());
      }
      assertEquals("null", inbox.cause());
    }
    assertEquals("opened", inbox.callbacks.get(0));
    failures.none();
  }

  /** What limited the connect limits nothing that comes after it. */
  @ParameterizedTest
  @CsvSource({"MEMORY, unix+seqpacket:/run/test.sock", "SYSTEM, unix+seqpacket:FOLDER/s"})
  void theLimitOfAConnectEndsWithIt(Where where, String text) throws Exception {
    try (Listener<MessageEndpoint> listener = listen(where, text)) {
      connectUntilOneWaits(where, listener);
      clients.getLast().setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofSeconds(1));
      MessageSocket socket = loop.register(clients.getLast(), inbox);
      for (int i = 1; i < clients.size(); i++) {
        listener.accept().close();
      }
      try (MessageEndpoint peer = listener.accept()) {
        CompletableFuture<Void> later = new CompletableFuture<>();
        loop.schedule(Duration.ofMillis(1_500), () -> later.complete(null));
        later.get(30, TimeUnit.SECONDS);
        Clients.send(socket, "one");
        assertEquals("one", Clients.receive(peer));
      }
      assertEquals("null", inbox.cause());
    }
    failures.none();
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, unix+seqpacket:/run/test.sock",
    "SYSTEM, unix+seqpacket:FOLDER/s",
    "SYSTEM, sctp://127.0.0.1:0"
  })
  void aCloseMeanwhileLosesNothing(Where where, String text) throws Exception {
    try (Listener<MessageEndpoint> listener = listen(where, text)) {
      connectUntilOneWaits(where, listener);
      MessageSocket socket = loop.register(clients.getLast(), inbox);
      Clients.send(socket, "one");
      Clients.send(socket, "two");
      socket.close();
      assertThrows(ClosedChannelException.class, () -> sendOnLoop(socket, "late"));
      for (int i = 1; i < clients.size(); i++) {
        listener.accept().close();
      }
      try (MessageEndpoint peer = listener.accept()) {
        assertEquals("one", Clients.receive(peer));
        assertEquals("two", Clients.receive(peer));
        assertEquals(MessageEndpoint.END_OF_INPUT, peer.receive(ByteBuffer.allocate(1)));
      }
      assertEquals("null", inbox.cause());
    }
    assertEquals(List.of("opened", "closed"), inbox.callbacks);
    failures.none();
  }

  private void sendOnLoop(MessageSocket socket, String text) throws Exception {
    FutureTask<Void> sending =
        new FutureTask<>(
            () -> {
              Clients.send(socket, text);
              return null;
            });
    loop.execute(sending);
    try {
      sending.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  @ParameterizedTest
  @CsvSource({"MEMORY, unix+seqpacket:/run/test.sock", "SYSTEM, unix+seqpacket:FOLDER/s"})
  void aCloseMeanwhileIsToldThatTheConnectFails(Where where, String text) throws Exception {
    try (Listener<MessageEndpoint> listener = listen(where, text)) {
      connectUntilOneWaits(where, listener);
      MessageSocket socket = loop.register(clients.getLast(), inbox);
      Clients.send(socket, "in vain");
      socket.close();
    }
    assertNotEquals("null", inbox.cause());
    assertEquals("connect", failures.only().during());
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, unix+seqpacket:/run/test.sock",
    "SYSTEM, unix+seqpacket:FOLDER/s",
    "MEMORY, sctp://127.0.0.1:0",
    "SYSTEM, sctp://127.0.0.1:0"
  })
  void oneWithoutAPeerIsRefused(Where where, String text) throws Exception {
    Network network = where == Where.MEMORY ? memory : Network.system();
    try (Listener<MessageEndpoint> listener = listen(where, text)) {
      MessageEndpoint client = network.socket(listener.spec());
      clients.add(client);
      loop.register(client, inbox);
      String cause = inbox.cause();
      assertTrue(cause.contains("connect it first"), cause);
      assertEquals(List.of("closed"), inbox.callbacks);
      assertFalse(client.isOpen());
    }
  }

  @ParameterizedTest
  @CsvSource({"MEMORY, unix+seqpacket:/run/test.sock", "SYSTEM, unix+seqpacket:FOLDER/s"})
  void aConnectThatFailsIsTold(Where where, String text) throws Exception {
    try (Listener<MessageEndpoint> listener = listen(where, text)) {
      connectUntilOneWaits(where, listener);
      Clients.send(loop.register(clients.getLast(), inbox), "in vain");
    }
    inbox.cause();
    assertEquals(List.of("closed"), inbox.callbacks);
    assertEquals("connect", failures.only().during());
    assertFalse(clients.getLast().isOpen());
  }

  @ParameterizedTest
  @CsvSource({"MEMORY, sctp://127.0.0.1:0", "SYSTEM, sctp://127.0.0.1:0"})
  void aConnectThatIsRefusedIsTold(Where where, String text) throws Exception {
    Network network = where == Where.MEMORY ? memory : Network.system();
    SocketAddress dead;
    MessageEndpoint client;
    try (Listener<MessageEndpoint> listener = listen(where, text)) {
      dead = listener.getLocalAddress();
      client = network.socket(listener.spec()).configureBlocking(false);
    }
    try {
      client.connect(dead);
    } catch (IOException atOnce) {
      assertFalse(client.isOpen());
    }
    loop.register(client, inbox);
    String cause = inbox.cause();
    assertEquals(List.of("closed"), inbox.callbacks, cause);
    assertEquals("connect", failures.only().during());
    assertFalse(client.isOpen());
  }
}

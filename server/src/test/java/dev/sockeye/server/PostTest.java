package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What any thread gives a connection to be written. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PostTest {

  private static final EndpointUri URI = EndpointUri.valueOf("tcp://host:1");
  private static final int LIMIT = 100_000;

  @TempDir private Path folder;
  private final MemoryNetwork memory = MemoryNetwork.create();
  private final Failures failures = new Failures();
  private final Recorder handler = new Recorder();

  @AfterEach
  void close() {
    assertEquals(0, memory.openSockets());
  }

  private Server server(Network network, EndpointUri uri) throws Exception {
    return Server.builder(network)
        .serveEvents(uri, connection -> handler)
        .outputLimit(LIMIT)
        .onFailure(failures)
        .start();
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0",
    "MEMORY, unix+seqpacket:/run/s",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, unix:FOLDER/s",
    "SYSTEM, unix+seqpacket:FOLDER/s"
  })
  void comesInTheOrderOfItsThread(Where where, String text) throws Exception {
    Network network = where == Where.MEMORY ? memory : Network.system();
    EndpointUri uri = Where.uri(network, folder, text);
    StringBuilder all = new StringBuilder();
    try (Server server = server(network, uri);
        StreamEndpoint client = Clients.stream(network, uri, server)) {
      Connection connection = handler.connection();
      for (int i = 0; i < 1000; i++) {
        String part = "part " + i + ";";
        ByteBuffer bytes = Clients.bytes(part);
        assertTrue(connection.post(bytes));
        assertFalse(bytes.hasRemaining());
        all.append(part);
      }
      assertEquals(all.toString(), Clients.read(client, all.length()));
    }
    failures.none();
  }

  @Test
  void manyThreadsPostAtOnce() throws Exception {
    try (Server server = server(memory, URI);
        StreamEndpoint client = memory.connectStream(URI)) {
      Connection connection = handler.connection();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        threads.add(
            new Thread(
                () -> {
                  for (int n = 0; n < 500; n++) {
                    assertTrue(connection.post(Clients.bytes("0123456789")));
                  }
                }));
      }
      threads.forEach(Thread::start);
      assertEquals("0123456789".repeat(4000), Clients.read(client, 40_000));
      assertEquals(40_000, server.counters().bytesWritten());
      for (Thread thread : threads) {
        thread.join();
      }
    }
    failures.none();
  }

  /** A peer that does not read costs its own bytes, and is not closed. */
  @Test
  void whatIsTooMuchIsRefusedAndTheConnectionGoesOn() throws Exception {
    ByteBuffer some = ByteBuffer.allocate(10_000);
    try (Server server = server(memory, URI);
        StreamEndpoint client = memory.connectStream(URI)) {
      Connection connection = handler.connection();
      int taken = 0;
      while (connection.post(some.clear())) {
        taken++;
        assertTrue(taken < 1000, "all is taken from a connection that nobody reads");
      }
      assertEquals(some.capacity(), some.remaining());
      assertTrue(server.counters().bytesKept() <= 2 * LIMIT, server.counters()::toString);
      Clients.read(client, taken * 10_000);
      Eventually.holds("there is room again", () -> connection.post(some.clear()));
      Clients.read(client, 10_000);
    }
    failures.none();
  }

  @Test
  void onTheLoopsThreadItIsRefusedAlike() throws Exception {
    try (Server server = server(memory, URI);
        StreamEndpoint client = memory.connectStream(URI)) {
      int[] taken = {0};
      handler.onLoop(
          connection -> {
            while (connection.post(ByteBuffer.allocate(10_000))) {
              taken[0]++;
              assertTrue(taken[0] < 1000);
            }
            assertTrue(connection.pending() <= LIMIT);
            assertTrue(connection.pending() > LIMIT - 10_000);
          });
      Clients.read(client, taken[0] * 10_000);
      assertEquals(1, server.connections().size());
    }
    failures.none();
  }

  /** What all may keep together is a limit of the same kind, wherever the bytes come from. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void whatIsTooMuchForAllTogetherIsRefusedAndTheConnectionGoesOn(boolean onLoop) throws Exception {
    try (Server server =
            Server.builder(memory)
                .serveEvents(URI, connection -> handler)
                .memoryLimit(LIMIT)
                .onFailure(failures)
                .start();
        StreamEndpoint client = memory.connectStream(URI)) {
      int[] taken = {0};
      Callbacks.Task<Connection> posting =
          connection -> {
            while (connection.post(ByteBuffer.allocate(9_999))) {
              taken[0]++;
              assertTrue(taken[0] < 1000);
            }
          };
      if (onLoop) {
        handler.onLoop(posting);
      } else {
        posting.run(handler.connection());
      }
      Eventually.holds("the limit", () -> server.counters().bytesKept() <= LIMIT);
      Clients.read(client, taken[0] * 9_999);
      assertEquals(1, server.connections().size());
    }
    failures.none();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void whatWasTakenBeforeAnEndIsWrittenAndWhatComesAfterItIsRefused(boolean closes)
      throws Exception {
    try (Server server = server(memory, URI);
        StreamEndpoint client = memory.connectStream(URI)) {
      AtomicBoolean taken = new AtomicBoolean();
      handler.onLoop(
          connection -> {
            Thread other = new Thread(() -> taken.set(connection.post(Clients.bytes("last"))));
            other.start();
            other.join();
            if (closes) {
              connection.write(ByteBuffer.allocate(LIMIT));
              connection.write(ByteBuffer.allocate(LIMIT)); // which the client does not read yet
              connection.close();
            } else {
              connection.shutdownOutput();
            }
          });
      assertTrue(taken.get());
      assertFalse(handler.connection().post(Clients.bytes("x")));
      if (closes) {
        Clients.read(client, 2 * LIMIT);
      }
      assertEquals("last", Clients.read(client, 4));
      Clients.assertEnds(client);
      assertEquals(1, server.counters().accepted());
    }
    failures.none();
  }

  /** What was taken must not find that a write of the handler's has its room. */
  @Test
  void whatWasTakenHasRoomInTheOutput() throws Exception {
    try (Server server = server(memory, URI);
        StreamEndpoint client = memory.connectStream(URI)) {
      handler.onLoop(
          connection -> {
            while (connection.pending() == 0) {
              connection.write(ByteBuffer.allocate(1000));
            }
            AtomicBoolean taken = new AtomicBoolean();
            Thread other =
                new Thread(() -> taken.set(connection.post(ByteBuffer.allocate(LIMIT / 2))));
            other.start();
            other.join();
            assertTrue(taken.get());
            IOException e =
                assertThrows(
                    IOException.class, () -> connection.write(ByteBuffer.allocate(LIMIT / 2)));
            assertTrue(e.getMessage().contains("outputLimit"), e::getMessage);
          });
      assertTrue(handler.cause().contains("outputLimit"), handler.cause());
      assertEquals(1, server.counters().accepted());
      assertTrue(client.isOpen());
    }
  }

  @Test
  void aClosedConnectionTakesNothing() throws Exception {
    try (Server server = server(memory, URI)) {
      try (StreamEndpoint client = memory.connectStream(URI)) {
        assertTrue(handler.connection().post(Clients.bytes("x")));
        assertEquals("x", Clients.read(client, 1));
      }
      handler.cause();
      assertFalse(handler.connection().post(Clients.bytes("x")));
      assertEquals(1, server.counters().accepted());
    }
    assertFalse(handler.connection().post(Clients.bytes("x")));
  }

  /** As any thread may that knows it, before it is open. */
  @Test
  void waitsUntilTheConnectionIsOpen() throws Exception {
    CountDownLatch posted = new CountDownLatch(1);
    Recorder late =
        new Recorder() {
          @Override
          public void opened(Connection c) throws Exception {
            c.write(Clients.bytes("hello "));
            assertTrue(c.post(Clients.bytes("you ")));
            super.opened(c);
          }
        };
    try (Server server = server(memory, URI);
        EventLoop loop = EventLoop.builder().onFailure(failures).start()) {
      loop.execute(() -> await(posted));
      Connection client = loop.register(memory.connectStream(URI), late);
      assertTrue(client.post(Clients.bytes("there")));
      posted.countDown();
      late.connection();
      Eventually.holds("all has come", () -> server.counters().bytesRead() == 15);
    }
    failures.none();
  }

  @Test
  void oneWhoseOutputHasEndedTakesNothing() throws Exception {
    try (Server server = server(memory, URI);
        StreamEndpoint client = memory.connectStream(URI)) {
      handler.onLoop(Connection::shutdownOutput);
      assertFalse(handler.connection().post(Clients.bytes("x")));
      Clients.assertEnds(client);
      assertEquals(1, server.counters().accepted());
    }
    failures.none();
  }

  /** Else another thread's bytes would be taken, and be too many when they come to be kept. */
  @Test
  void whatIsBeingWrittenHasItsRoomUntilItIsKept() {
    Settings settings = new Settings();
    settings.outputLimit(10);
    PostedBytes posted = new PostedBytes(settings.terms());
    assertTrue(posted.add(ByteBuffer.allocate(10)));
    posted.giveTo(
        all -> {
          assertFalse(posted.add(ByteBuffer.allocate(1)));
          posted.kept(all.remaining());
          return all.remaining();
        });
    assertFalse(posted.add(ByteBuffer.allocate(1)));
    posted.kept(0);
    assertTrue(posted.add(ByteBuffer.allocate(10)));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

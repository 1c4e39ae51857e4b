package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a connection of a blocking handler ends: by its handler, or since nothing moves. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BlockingEndTest {

  private static final MemoryNetwork MEMORY = MemoryNetwork.create();
  private static final int ANSWER = 200_000;
  private static final Duration SOON = Duration.ofMillis(100);

  @TempDir Path folder;

  private final Failures failures = new Failures();

  private static Network network(Where where) {
    return where == Where.MEMORY ? MEMORY : Network.system();
  }

  private ServerBuilder serve(Network network, EndpointUri uri, BlockingHandler handler) {
    return Server.builder(network).serveBlocking(uri, handler).onFailure(failures);
  }

  /** An error reply, say, to a request of which the handler has read no more than the header. */
  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://host:1",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, unix:FOLDER/a.sock",
    "SYSTEM, unix:@NAME",
    "SYSTEM, unix+seqpacket:FOLDER/a.sock",
    "SYSTEM, sctp://127.0.0.1:0"
  })
  void anAnswerArrivesWholeThoughInputIsLeftUnread(Where where, String text) throws Exception {
    Network network = network(where);
    EndpointUri uri = Where.uri(network, folder, text);
    BlockingHandler handler =
        endpoint -> {
          Streams.readFully(endpoint, ByteBuffer.allocate(10));
          Streams.writeFully(endpoint, ByteBuffer.allocate(ANSWER));
        };
    try (Server server = serve(network, uri, handler).start()) {
      for (int i = 0; i < 20; i++) {
        try (StreamEndpoint client = Clients.stream(network, uri, server)) {
          Streams.writeFully(client, ByteBuffer.allocate(20_000));
          assertEquals(ANSWER, Streams.inputStream(client).readAllBytes().length);
        }
      }
      Eventually.holds("closed", () -> server.counters().open() == 0);
    }
    failures.none();
  }

  /** One that sends for ever is waited for no longer than others, and by no thread of the pool. */
  @Test
  void theNextConnectionDoesNotWaitForThePeerOfTheLast() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("tcp://host:1");
    BlockingHandler handler = endpoint -> Clients.write(endpoint, "hello");
    try (Server server = serve(MEMORY, uri, handler).threads(1).start()) {
      try (StreamEndpoint silent = MEMORY.connectStream(uri)) {
        assertEquals("hello", Clients.read(silent, 5));
        Clients.assertEnds(silent);
        try (StreamEndpoint next = MEMORY.connectStream(uri)) {
          assertEquals("hello", Clients.read(next, 5));
          assertEquals(2, server.counters().open());
        }
        Eventually.holds("closed", () -> server.counters().open() == 0);
      }
    }
    failures.none();
  }

  @Test
  void aThreadThatTheHandlerHasLeftBehindFindsTheConnectionClosed() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("tcp://host:1");
    CompletableFuture<StreamEndpoint> kept = new CompletableFuture<>();
    try (Server server = serve(MEMORY, uri, kept::complete).start();
        StreamEndpoint client = MEMORY.connectStream(uri)) {
      Clients.assertEnds(client);
      assertThrows(ClosedChannelException.class, () -> kept.get().write(ByteBuffer.allocate(1)));
      assertEquals(0, server.counters().bytesWritten());
    }
    failures.none();
  }

  /** As an event handler's connection is. */
  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://host:1",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, unix:FOLDER/a.sock",
    "SYSTEM, unix:@NAME",
    "SYSTEM, unix+seqpacket:FOLDER/a.sock"
  })
  void aPeerThatNeverReadsIsIdle(Where where, String text) throws Exception {
    Network network = network(where);
    EndpointUri uri = Where.uri(network, folder, text);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    BlockingHandler handler =
        endpoint -> {
          try {
            while (true) {
              Streams.writeFully(endpoint, ByteBuffer.allocate(800_000));
            }
          } catch (IOException e) {
            thrown.complete(e);
          }
        };
    try (Server server = serve(network, uri, handler).idleTimeout(SOON).start();
        StreamEndpoint client = Clients.stream(network, uri, server)) {
      Failure failure = failures.only();
      assertTrue(client.isOpen()); // and reads nothing
      assertEquals("idle", failure.during());
      assertEquals("nothing has moved for 100 ms", failure.cause().getMessage());
      assertTrue(thrown.get() instanceof SocketTimeoutException, () -> thrown.join().toString());
      Eventually.holds("closed", () -> server.counters().open() == 0);
    }
  }

  /** As that of an event handler: the peer must not take what it got for all. */
  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://host:1",
    "MEMORY, sctp://host:1",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, sctp://127.0.0.1:0"
  })
  void aPeerThatWasIdleMeetsAReset(Where where, String text) throws Exception {
    Network network = network(where);
    EndpointUri uri = Where.uri(network, folder, text);
    BlockingHandler handler =
        endpoint -> {
          Clients.write(endpoint, "half an answer");
          endpoint.read(ByteBuffer.allocate(1));
        };
    try (Server server = serve(network, uri, handler).idleTimeout(SOON).start();
        StreamEndpoint client = Clients.stream(network, uri, server)) {
      assertEquals("idle", failures.only().during());
      Clients.assertReset(client);
    }
  }

  /** A subscriber sends nothing, and takes what it is sent. */
  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://host:1",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, unix:FOLDER/a.sock",
    "SYSTEM, unix:@NAME"
  })
  void aPeerThatIsSentToIsNotIdle(Where where, String text) throws Exception {
    Network network = network(where);
    EndpointUri uri = Where.uri(network, folder, text);
    CompletableFuture<StreamEndpoint> served = new CompletableFuture<>();
    BlockingHandler handler =
        endpoint -> {
          served.complete(endpoint);
          endpoint.read(ByteBuffer.allocate(1));
        };
    Duration timeout = Duration.ofMillis(600);
    try (Server server = serve(network, uri, handler).idleTimeout(timeout).start();
        StreamEndpoint client = Clients.stream(network, uri, server)) {
      long last = publish(served.get(), client, 3 * timeout.toNanos());
      assertEquals("idle", failures.only().during());
      assertTrue(System.nanoTime() - last >= timeout.toNanos());
    }
  }

  /** Sends from the server again and again, and gives when it last began to where it succeeded. */
  private static long publish(StreamEndpoint from, StreamEndpoint to, long nanos) {
    long start = System.nanoTime();
    long last = start;
    try {
      while (last - start < nanos) {
        long begun = System.nanoTime();
        Clients.write(from, "news");
        assertEquals("news", Clients.read(to, 4));
        last = begun;
      }
    } catch (IOException e) {
      return last; // Closed: this thread was held up for long, or it ought not to be.
    }
    return last;
  }
}

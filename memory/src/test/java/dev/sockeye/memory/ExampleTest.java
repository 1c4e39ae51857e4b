package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.faults.FaultPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How code that uses sockets is tested with a network in memory. */
@Timeout(20)
class ExampleTest {

  private static final EndpointUri DATABASE = EndpointUri.valueOf("tcp://db.internal:5432");

  /** The class under test: it is given its network, and its address by configuration. */
  static final class Database {

    private static final int ATTEMPTS = 3;

    private final Network network;
    private final EndpointUri where;

    Database(Network network, EndpointUri where) {
      this.network = network;
      this.where = where;
    }

    String ask(String question) throws IOException {
      try (StreamEndpoint endpoint = connect()) {
        Streams.writeFully(endpoint, ByteBuffer.wrap(question.getBytes(StandardCharsets.UTF_8)));
        endpoint.shutdownOutput();
        byte[] answer = Streams.inputStream(endpoint).readAllBytes();
        return new String(answer, StandardCharsets.UTF_8);
      }
    }

    private StreamEndpoint connect() throws IOException {
      for (int attempt = 1; ; attempt++) {
        try {
          return network.connectStream(where);
        } catch (ConnectException e) {
          if (attempt == ATTEMPTS) {
            throw e;
          }
        }
      }
    }
  }

  /** Answers one question with its capitals. */
  private static CompletableFuture<Void> serveOnce(Listener<StreamEndpoint> listener) {
    return CompletableFuture.runAsync(
        () -> {
          try (StreamEndpoint client = listener.accept()) {
            byte[] question = Streams.inputStream(client).readAllBytes();
            String answer = new String(question, StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
            Streams.writeFully(client, ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void asksTheDatabase() throws Exception {
    try (MemoryNetwork network = MemoryNetwork.create();
        Listener<StreamEndpoint> listener = network.listenStream(DATABASE)) {
      CompletableFuture<Void> server = serveOnce(listener);

      assertEquals("SELECT 1", new Database(network, DATABASE).ask("select 1"));

      server.get();
      assertEquals(1, network.openSockets()); // the listener: nothing leaked
    }
  }

  @Test
  void triesAgainWhenRefused() throws Exception {
    FaultPlan starting = FaultPlan.builder().refuseConnects(2).build();
    try (MemoryNetwork network = MemoryNetwork.builder().faults(starting).build();
        Listener<StreamEndpoint> listener = network.listenStream(DATABASE)) {
      CompletableFuture<Void> server = serveOnce(listener);

      assertEquals("SELECT 1", new Database(network, DATABASE).ask("select 1"));
      server.get();
    }
  }

  @Test
  void tellsWhenTheConnectionBreaks() throws Exception {
    FaultPlan flaky =
        FaultPlan.builder()
            .seed(42)
            .schemes("tcp")
            .latency(Duration.ofMillis(1), Duration.ofMillis(3))
            .shortReads(2)
            .resetAfter(4)
            .build();
    try (MemoryNetwork network = MemoryNetwork.builder().faults(flaky).build();
        Listener<StreamEndpoint> listener = network.listenStream(DATABASE)) {
      assertTrue(listener.isOpen());

      assertThrows(
          ConnectionResetException.class, () -> new Database(network, DATABASE).ask("select 1"));
    }
  }
}

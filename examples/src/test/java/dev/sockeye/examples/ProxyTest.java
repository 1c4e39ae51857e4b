package dev.sockeye.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.server.Server;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ProxyTest {

  private static final EndpointUri FRONT = EndpointUri.valueOf("tcp://proxy.internal:80");
  private static final EndpointUri BACK = EndpointUri.valueOf("unix:/run/back");

  private final MemoryNetwork network = MemoryNetwork.create();
  private Server proxy;

  @BeforeEach
  void start() throws IOException {
    proxy = Proxy.start(network, FRONT, BACK);
  }

  @AfterEach
  void close() {
    proxy.close();
    assertEquals(0, network.openSockets());
  }

  @Test
  void passesOnWhatIsSaidAndTheEndOfIt() throws Exception {
    try (Listener<StreamEndpoint> listener = network.listenStream(BACK);
        StreamEndpoint client = network.connectStream(FRONT);
        StreamEndpoint backend = listener.accept()) {
      Streams.writeFully(client, UTF_8.encode("question"));
      client.shutdownOutput();
      assertEquals("question", text(backend));
      Streams.writeFully(backend, UTF_8.encode("answer"));
      backend.shutdownOutput();
      assertEquals("answer", text(client));
    }
  }

  private static String text(StreamEndpoint endpoint) throws IOException {
    return new String(Streams.inputStream(endpoint).readAllBytes(), UTF_8);
  }

  /** More than the connections and the proxy keep: who is slow is waited for. */
  @Test
  void passesOnMuchBothWays() throws Exception {
    byte[] much = new byte[5_000_000];
    new Random(1).nextBytes(much);
    try (Listener<StreamEndpoint> listener = network.listenStream(BACK);
        StreamEndpoint client = network.connectStream(FRONT);
        StreamEndpoint backend = listener.accept()) {
      CompletableFuture<Void> echo = CompletableFuture.runAsync(() -> echo(backend));
      CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(client, much));
      InputStream answers = Streams.inputStream(client);
      assertArrayEquals(much, answers.readAllBytes());
      sent.get(30, TimeUnit.SECONDS);
      echo.get(30, TimeUnit.SECONDS);
    }
  }

  private static void echo(StreamEndpoint backend) {
    try {
      Streams.copy(backend, backend);
      backend.shutdownOutput();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void send(StreamEndpoint client, byte[] bytes) {
    try {
      Streams.writeFully(client, ByteBuffer.wrap(bytes));
      client.shutdownOutput();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aClientOfNobodyIsReset() throws Exception {
    try (StreamEndpoint client = network.connectStream(FRONT)) {
      assertThrows(ConnectionResetException.class, () -> client.read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void aClientThatBreaksOffIsNoEndForTheBackend() throws Exception {
    EndpointUri back = EndpointUri.valueOf("tcp://back.internal:80");
    EndpointUri front = EndpointUri.valueOf("tcp://proxy.internal:81");
    try (Server other = Proxy.start(network, front, back);
        Listener<StreamEndpoint> listener = network.listenStream(back);
        StreamEndpoint client = network.connectStream(front);
        StreamEndpoint backend = listener.accept()) {
      Streams.writeFully(client, UTF_8.encode("half a que"));
      client.setOption(StandardSocketOptions.SO_LINGER, 0).close();
      assertThrows(ConnectionResetException.class, () -> text(backend));
      assertEquals(1, other.counters().accepted());
    }
  }
}

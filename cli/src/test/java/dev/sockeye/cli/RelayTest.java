package dev.sockeye.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two who talk over a relay meet what they would meet without it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RelayTest {

  private static final String TCP = "tcp://127.0.0.1:0";
  private static final int MUCH = 40_000_000; // more than all buffers on the way hold
  private static final int ANSWER = 200_000;

  @TempDir private Path folder;
  private final Network network = Network.system();
  private Listener<StreamEndpoint> listener;
  private StreamEndpoint client;
  private StreamEndpoint server;

  private EndpointUri uri(String text, String name) {
    return EndpointUri.valueOf(
        text.replace("FOLDER", folder.toString())
            .replace("NAME", folder.getFileName() + "-" + name)); // relays stay: no name twice
  }

  private void open(String text) throws Exception {
    EndpointUri to = uri(text, "to");
    listener = network.listenStream(to);
    Shell relay = Shell.onThisHost();
    relay.serve(
        "relay", uri(text, "from").toString(), Schemes.withAddress(to, listener.getLocalAddress()));
    client = network.connectStream(EndpointUri.valueOf(relay.awaitListening()));
    server = listener.accept();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
    listener.close();
  }

  private static int read(StreamEndpoint from) throws IOException {
    return from.read(ByteBuffer.allocate(1));
  }

  /** Writes on another thread; whether that failed is for the other side to find. */
  private static CompletableFuture<Void> write(StreamEndpoint to, int length, boolean end) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Threads.start(
        "test",
        () -> {
          try {
            Streams.writeFully(to, ByteBuffer.allocate(length));
            if (end) {
              to.shutdownOutput();
            }
          } catch (IOException e) {
            done.completeExceptionally(e);
          }
          done.complete(null);
        });
    return done;
  }

  /** The server writes back what it reads before it reads on. */
  @ParameterizedTest
  @ValueSource(strings = {TCP, "unix:FOLDER/NAME", "unix:@NAME"})
  void bothWaysAtOnce(String text) throws Exception {
    open(text);
    CompletableFuture<Void> sent = write(client, MUCH, true);
    CompletableFuture<Void> echoed = new CompletableFuture<>();
    Threads.start(
        "test",
        () -> {
          try {
            Streams.copy(server, server);
            server.shutdownOutput();
            echoed.complete(null);
          } catch (IOException e) {
            echoed.completeExceptionally(e);
          }
        });
    Streams.readFully(client, ByteBuffer.allocate(MUCH));
    assertEquals(-1, read(client));
    sent.get(30, TimeUnit.SECONDS);
    echoed.get(30, TimeUnit.SECONDS);
  }

  /** The server answers and sends no more, while the client sends what nobody reads. */
  @ParameterizedTest
  @ValueSource(strings = {TCP, "unix:FOLDER/NAME", "unix:@NAME"})
  void anEarlyAnswerThatEnds(String text) throws Exception {
    open(text);
    CompletableFuture<Void> sent = write(client, MUCH, false);
    assertEquals(1, read(server));
    write(server, ANSWER, true).get(30, TimeUnit.SECONDS);
    Streams.readFully(client, ByteBuffer.allocate(ANSWER));
    assertEquals(-1, read(client));
    server.close();
    assertThrows(Exception.class, () -> sent.get(30, TimeUnit.SECONDS));
  }

  /** As before, but the server closes, with all that it has not read. */
  @ParameterizedTest
  @ValueSource(strings = {"unix:FOLDER/NAME", "unix:@NAME"})
  void anEarlyAnswerBeforeAClose(String text) throws Exception {
    open(text);
    CompletableFuture<Void> sent = write(client, MUCH, false);
    assertEquals(1, read(server));
    write(server, ANSWER, false).get(30, TimeUnit.SECONDS);
    server.close();
    Streams.readFully(client, ByteBuffer.allocate(ANSWER));
    client.close();
    assertThrows(Exception.class, () -> sent.get(30, TimeUnit.SECONDS));
  }

  @Test
  void aResetOfTheServerIsOneForTheClient() throws Exception {
    open(TCP);
    meetsReset(client, server);
  }

  @Test
  void aResetOfTheClientIsOneForTheServer() throws Exception {
    open(TCP);
    meetsReset(server, client);
  }

  private static void meetsReset(StreamEndpoint reader, StreamEndpoint writer) throws IOException {
    Streams.writeFully(writer, ByteBuffer.allocate(1));
    assertEquals(1, read(reader)); // or a reset might destroy it
    writer.setOption(StandardSocketOptions.SO_LINGER, 0).close();
    assertThrows(ConnectionResetException.class, () -> read(reader));
  }

  /** It has ended its output and gone, and the server has nothing to say to it. */
  @ParameterizedTest
  @ValueSource(strings = {"unix:FOLDER/NAME", "unix:@NAME"})
  void aHalfClosedClientThatGoes(String text) throws Exception {
    open(text);
    client.shutdownOutput();
    assertEquals(-1, read(server));
    client.close();
    assertThrows(
        IOException.class,
        () -> {
          while (true) {
            Streams.writeFully(server, ByteBuffer.allocate(1));
            Thread.sleep(10);
          }
        });
  }
}

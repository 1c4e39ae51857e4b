package dev.sockeye.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One echo for each kind of handler, on every transport, in memory and for real. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EchoTest {

  @TempDir private Path folder;

  static Stream<Arguments> streams() {
    return Sites.where(spec -> spec.semantics().isAccepting() && spec.semantics().carriesStream());
  }

  static Stream<Arguments> messages() {
    return Sites.where(spec -> true);
  }

  @ParameterizedTest
  @MethodSource("streams")
  void eventHandlersServeStreams(Where where, String scheme) throws Exception {
    Network network = where.network();
    EndpointUri uri = Sites.open(network, scheme, folder);
    try (Server server =
        Server.builder(network).serveEvents(uri, any -> (c, in) -> c.write(in)).start()) {
      echoStream(network, Clients.where(uri, server));
      assertEquals(1, server.counters().accepted());
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void blockingHandlersServeStreams(Where where, String scheme) throws Exception {
    Network network = where.network();
    EndpointUri uri = Sites.open(network, scheme, folder);
    try (Server server =
        Server.builder(network).serveBlocking(uri, e -> Streams.copy(e, e)).start()) {
      echoStream(network, Clients.where(uri, server));
    }
  }

  /** A megabyte and more both ways at once, and then the end both ways (SCTP has no half close). */
  private static void echoStream(Network network, EndpointUri uri) throws Exception {
    byte[] sent = new byte[Sites.much(uri.scheme(), 1_500_000)];
    new Random(1).nextBytes(sent);
    try (StreamEndpoint client = network.connectStream(uri)) {
      Thread writer =
          new Thread(
              () -> {
                try {
                  Streams.writeFully(client, ByteBuffer.wrap(sent));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      writer.start();
      assertArrayEquals(sent, Streams.inputStream(client).readNBytes(sent.length));
      writer.join();
      client.shutdownOutput();
      assertEquals(-1, client.read(ByteBuffer.allocate(1)));
    }
  }

  /** What it has not taken is kept, though the answers go out in pieces of any size. */
  @ParameterizedTest
  @MethodSource("streams")
  void aClientThatReadsOnceItHasWritten(Where where, String scheme) throws Exception {
    Network network = where.network();
    EndpointUri uri = Sites.open(network, scheme, folder);
    byte[] sent = new byte[Sites.much(scheme, 700_000)];
    new Random(2).nextBytes(sent);
    try (Server server =
            Server.builder(network).serveEvents(uri, any -> (c, in) -> c.write(in)).start();
        StreamEndpoint client = network.connectStream(Clients.where(uri, server))) {
      Streams.writeFully(client, ByteBuffer.wrap(sent));
      Eventually.holds(
          () -> "all is read of " + server.counters(),
          () -> server.counters().bytesRead() == sent.length);
      assertArrayEquals(sent, Streams.inputStream(client).readNBytes(sent.length));
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void messageHandlersAnswer(Where where, String scheme) throws Exception {
    Network network = where.network();
    EndpointUri uri = Sites.open(network, scheme, folder);
    try (Server server =
        Server.builder(network)
            .serveMessages(uri, request -> request.reply(request.payload()))
            .start()) {
      try (MessageEndpoint client = Clients.messages(network, uri, server)) {
        echoMessages(client);
      }
      assertEquals(200, server.counters().requests());
      assertEquals(200, server.counters().replies());
    }
  }

  /** One after the other, and several under way at once. */
  private static void echoMessages(MessageEndpoint client) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(10_000);
    for (int i = 0; i < 200; i += 4) {
      for (int j = 0; j < 4; j++) {
        client.send(ByteBuffer.wrap(request(i + j)));
      }
      for (int j = 0; j < 4; j++) {
        client.receive(buffer.clear());
        byte[] reply = new byte[buffer.flip().remaining()];
        buffer.get(reply);
        assertArrayEquals(request(i + j), reply);
      }
    }
  }

  private static byte[] request(int i) {
    return ("request " + i + "x".repeat(i * 37 % 5_000)).getBytes(UTF_8);
  }
}

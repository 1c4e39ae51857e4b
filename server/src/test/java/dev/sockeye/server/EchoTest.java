package dev.sockeye.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One echo for each kind of handler, on every transport, in memory and for real. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EchoTest {

  @TempDir private Path folder;

  private static Network network(Where where) {
    return where == Where.MEMORY ? MemoryNetwork.create() : Network.system();
  }

  private EndpointUri uri(Network network, String text) {
    return Where.uri(network, folder, text);
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0",
    "MEMORY, mptcp://127.0.0.1:0",
    "MEMORY, unix:/run/a.sock",
    "MEMORY, unix+seqpacket:/run/a.sock",
    "MEMORY, sctp://127.0.0.1:0",
    "MEMORY, memory:a",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, mptcp://127.0.0.1:0",
    "SYSTEM, unix:FOLDER/a.sock",
    "SYSTEM, unix:@sockeye-server-events",
    "SYSTEM, unix+seqpacket:FOLDER/a.sock",
    "SYSTEM, sctp://127.0.0.1:0"
  })
  void eventHandlersServeStreams(Where where, String text) throws Exception {
    Network network = network(where);
    EndpointUri uri = uri(network, text);
    try (Server server =
        Server.builder(network).serveEvents(uri, any -> (c, in) -> c.write(in)).start()) {
      echoStream(network, Clients.where(uri, server));
      assertEquals(1, server.counters().accepted());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0",
    "MEMORY, unix:/run/a.sock",
    "MEMORY, unix+seqpacket:/run/a.sock",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, unix:FOLDER/a.sock",
    "SYSTEM, unix:@sockeye-server-blocking",
    "SYSTEM, unix+seqpacket:FOLDER/a.sock",
    "SYSTEM, sctp://127.0.0.1:0"
  })
  void blockingHandlersServeStreams(Where where, String text) throws Exception {
    Network network = network(where);
    EndpointUri uri = uri(network, text);
    try (Server server =
        Server.builder(network).serveBlocking(uri, e -> Streams.copy(e, e)).start()) {
      echoStream(network, Clients.where(uri, server));
    }
  }

  /** A megabyte and more both ways at once, and then the end both ways (SCTP has no half close). */
  private static void echoStream(Network network, EndpointUri uri) throws Exception {
    byte[] sent = new byte[1_500_000];
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

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0",
    "MEMORY, unix+dgram:/run/a.sock",
    "MEMORY, udp://127.0.0.1:0",
    "MEMORY, unix:/run/a.sock",
    "MEMORY, unix+seqpacket:/run/a.sock",
    "MEMORY, sctp://127.0.0.1:0",
    "MEMORY, sctp+seqpacket://127.0.0.1:0",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, udp://127.0.0.1:0",
    "SYSTEM, unix:FOLDER/a.sock",
    "SYSTEM, unix+dgram:FOLDER/a.sock",
    "SYSTEM, unix+seqpacket:FOLDER/a.sock",
    "SYSTEM, sctp://127.0.0.1:0",
    "SYSTEM, sctp+seqpacket://127.0.0.1:0"
  })
  void messageHandlersAnswer(Where where, String text) throws Exception {
    Network network = network(where);
    EndpointUri uri = uri(network, text);
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

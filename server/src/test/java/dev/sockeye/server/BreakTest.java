package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is broken off is never taken for whole: it ends in a reset where the transport has that. And
 * what only one direction has lost the other one does not lose.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BreakTest {

  private static final int MORE = 4_000_000; // than the system's buffers hold

  @TempDir private Path folder;
  private final MemoryNetwork memory = MemoryNetwork.create();
  private final Failures failures = new Failures();

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, memory.openSockets());
  }

  private Network network(Where where) {
    return where == Where.MEMORY ? memory : Network.system();
  }

  /** Half of an answer whose end is the end of the stream. */
  private void breaksOff(Where where, String text, String how) throws Exception {
    Network network = network(where);
    EndpointUri uri = Where.uri(network, folder, text);
    ServerBuilder builder = Server.builder(network).onFailure(failures);
    if (how.equals("blocking")) {
      builder.serveBlocking(uri, BreakTest::answerAndThrow);
    } else {
      builder.serveEvents(uri, any -> (c, in) -> answer(c, in, how));
    }
    try (Server server = builder.start();
        StreamEndpoint client = Clients.stream(network, uri, server)) {
      Clients.write(client, "?");
      assertEquals("half", Clients.read(client, 4));
      Clients.write(client, "!");
      assertThrows(ConnectionResetException.class, () -> Clients.read(client, 1));
      Eventually.holds("closed", () -> server.counters().open() == 0);
    }
  }

  private static void answer(Connection c, ByteBuffer in, String how) throws IOException {
    if (in.get() == '?') {
      c.write(Clients.bytes("half"));
    } else if (how.equals("abort")) {
      c.abort();
    } else if (how.equals("reset")) {
      c.reset();
    } else {
      throw new IOException("disk failed");
    }
  }

  private static void answerAndThrow(StreamEndpoint endpoint) throws IOException {
    Clients.read(endpoint, 1);
    Clients.write(endpoint, "half");
    Clients.read(endpoint, 1);
    throw new IOException("disk failed");
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0, abort",
    "MEMORY, tcp://127.0.0.1:0, reset",
    "MEMORY, tcp://127.0.0.1:0, events",
    "MEMORY, tcp://127.0.0.1:0, blocking",
    "SYSTEM, tcp://127.0.0.1:0, abort",
    "SYSTEM, tcp://127.0.0.1:0, reset",
    "SYSTEM, tcp://127.0.0.1:0, events",
    "SYSTEM, tcp://127.0.0.1:0, blocking"
  })
  void aStreamThatIsBrokenOff(Where where, String text, String how) throws Exception {
    breaksOff(where, text, how);
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, sctp://127.0.0.1:0, abort",
    "MEMORY, sctp://127.0.0.1:0, reset",
    "MEMORY, sctp://127.0.0.1:0, events",
    "MEMORY, sctp://127.0.0.1:0, blocking",
    "SYSTEM, sctp://127.0.0.1:0, abort",
    "SYSTEM, sctp://127.0.0.1:0, reset",
    "SYSTEM, sctp://127.0.0.1:0, events",
    "SYSTEM, sctp://127.0.0.1:0, blocking"
  })
  void aStreamOfMessagesThatIsBrokenOff(Where where, String text, String how) throws Exception {
    breaksOff(where, text, how);
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0",
    "SYSTEM, tcp://127.0.0.1:0",
    "MEMORY, sctp://127.0.0.1:0",
    "SYSTEM, sctp://127.0.0.1:0"
  })
  void messagesThatAreBrokenOff(Where where, String text) throws Exception {
    Network network = network(where);
    EndpointUri uri = Where.uri(network, folder, text);
    MessageHandler handler =
        request -> {
          request.reply(request.payload().duplicate());
          if (request.payload().remaining() == 1) {
            throw new IOException("disk failed");
          }
        };
    try (Server server =
            Server.builder(network).serveMessages(uri, handler).onFailure(failures).start();
        MessageEndpoint client = Clients.messages(network, uri, server)) {
      Clients.send(client, "two");
      assertEquals("two", Clients.receive(client));
      Clients.send(client, "1");
      assertThrows(
          ConnectionResetException.class,
          () -> {
            while (Clients.receive(client) != null) {} // the last reply may be lost, or not
          });
    }
  }

  /** All that was written comes, though the peer reads it late, and then the reset. */
  @ParameterizedTest
  @CsvSource({"MEMORY, tcp://127.0.0.1:0", "SYSTEM, tcp://127.0.0.1:0"})
  void aResetComesAfterAllThatWasWritten(Where where, String text) throws Exception {
    Network network = network(where);
    EndpointUri uri = Where.uri(network, folder, text);
    try (Server server =
            Server.builder(network)
                .serveEvents(
                    uri,
                    any ->
                        (c, in) -> {
                          c.write(ByteBuffer.allocate(MORE));
                          c.reset();
                        })
                .outputLimit(MORE)
                .onFailure(failures)
                .start();
        StreamEndpoint client = Clients.stream(network, uri, server)) {
      Clients.write(client, "?");
      Streams.readFully(client, ByteBuffer.allocate(MORE));
      assertThrows(ConnectionResetException.class, () -> Clients.read(client, 1));
      Eventually.holds("closed", () -> server.counters().open() == 0);
    }
    failures.none();
  }

  /** The server answers and reads no more: what it has answered comes nevertheless. */
  @ParameterizedTest
  @CsvSource({
    "MEMORY, unix:/run/s",
    "SYSTEM, unix:FOLDER/s",
    "SYSTEM, unix:@NAME",
    "SYSTEM, unix+seqpacket:FOLDER/s"
  })
  void aFailedWriteLeavesTheOtherDirectionToFinish(Where where, String text) throws Exception {
    Network network = network(where);
    EndpointUri uri = Where.uri(network, folder, text);
    CompletableFuture<String> answer = new CompletableFuture<>();
    Recorder handler =
        new Recorder() {
          private final StringBuilder read = new StringBuilder();

          @Override
          public void opened(Connection c) throws Exception {
            super.opened(c);
            c.pause(); // until the writing has failed
            c.write(ByteBuffer.allocate(MORE));
          }

          @Override
          public void writeFailed(Connection c, IOException cause) {
            callbacks.add("writeFailed");
            c.resume();
          }

          @Override
          public void received(Connection c, ByteBuffer in) {
            read.append(Clients.text(in));
          }

          @Override
          public void ended(Connection c) throws Exception {
            answer.complete(read.toString());
            super.ended(c);
          }
        };
    try (Server server =
            Server.builder(network)
                .serveEvents(uri, any -> handler)
                .outputLimit(MORE)
                .onFailure(failures)
                .start();
        StreamEndpoint client = Clients.stream(network, uri, server)) {
      Clients.read(client, 1);
      Clients.write(client, "too large");
      client.shutdownOutput();
      client.shutdownInput();
      assertEquals("too large", answer.get(30, TimeUnit.SECONDS));
      assertEquals("null", handler.cause());
      assertEquals("writeFailed", handler.callbacks.get(1));
      Eventually.holds("closed", () -> server.counters().open() == 0);
    }
    failures.none();
  }

  /** By the handler, and by another thread. */
  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0, true",
    "MEMORY, tcp://127.0.0.1:0, false",
    "SYSTEM, tcp://127.0.0.1:0, true",
    "SYSTEM, tcp://127.0.0.1:0, false",
    "SYSTEM, unix:FOLDER/s, true",
    "SYSTEM, unix:FOLDER/s, false",
    "SYSTEM, unix:@NAME, true",
    "SYSTEM, unix:@NAME, false",
    "SYSTEM, unix+seqpacket:FOLDER/s, false",
    "MEMORY, sctp://127.0.0.1:0, false",
    "SYSTEM, sctp://127.0.0.1:0, false"
  })
  void anEndpointThatIsClosedUnderItsConnection(Where where, String text, boolean byHandler)
      throws Exception {
    Network network = network(where);
    EndpointUri uri = Where.uri(network, folder, text);
    Recorder handler =
        new Recorder() {
          @Override
          public void received(Connection c, ByteBuffer in) throws Exception {
            super.received(c, in);
            c.endpoint().close();
          }
        };
    try (Server server =
            Server.builder(network)
                .serveEvents(uri, any -> handler)
                .connectionLimit(1)
                .onFailure(failures)
                .start();
        StreamEndpoint client = Clients.stream(network, uri, server)) {
      handler.onLoop(Connection::pause); // Whatever it waits for.
      if (byHandler) {
        handler.onLoop(Connection::resume);
        Clients.write(client, "x");
      } else {
        handler.connection().endpoint().close();
      }
      assertEquals("null", handler.cause());
      Eventually.holds("its slot is free", () -> server.counters().open() == 0);
    }
    failures.none();
  }

  /** It has ended its output, and then goes, while nothing is on its way to it. */
  @ParameterizedTest
  @CsvSource({
    "MEMORY, unix:/run/s",
    "SYSTEM, unix:FOLDER/s",
    "SYSTEM, unix:@NAME",
    "MEMORY, unix+seqpacket:/run/s",
    "SYSTEM, unix+seqpacket:FOLDER/s"
  })
  void aHalfClosedPeerThatGoesIsNoticed(Where where, String text) throws Exception {
    Network network = network(where);
    EndpointUri uri = Where.uri(network, folder, text);
    Recorder handler =
        new Recorder() {
          @Override
          public void ended(Connection c) {
            callbacks.add("ended"); // It is to be answered some day.
          }
        };
    try (Server server =
        Server.builder(network).serveEvents(uri, any -> handler).onFailure(failures).start()) {
      StreamEndpoint client = Clients.stream(network, uri, server);
      client.shutdownOutput();
      Eventually.holds("ended", () -> handler.callbacks.contains("ended"));
      Clients.hangUp(client);
      assertTrue(handler.cause().contains("has gone"), handler.cause());
      Eventually.holds("its slot is free", () -> server.counters().open() == 0);
    }
  }
}

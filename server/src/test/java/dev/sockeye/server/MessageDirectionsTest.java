package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Shutdownable;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.unix.Descriptors;
import dev.sockeye.unix.Unix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The two directions of a message socket: each waits, ends and breaks by itself. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MessageDirectionsTest {

  private static final int COUNT = 100;

  @TempDir private Path folder;
  private final MemoryNetwork memory = MemoryNetwork.builder().bufferSize(8_192).build();
  private final Failures failures = new Failures();

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, memory.openSockets());
  }

  private Network network(Where where) {
    return where == Where.MEMORY ? memory : Network.system();
  }

  private Server serve(Where where, EndpointUri uri, MessageHandler handler) throws IOException {
    return Server.builder(network(where))
        .serveMessageSockets(uri, any -> handler)
        .messageSize(10_000)
        .onFailure(failures)
        .start();
  }

  private EndpointUri uri(Where where, String text) {
    return Where.uri(network(where), folder, text);
  }

  /** Pauses at each message that ends in 3; the last of all is "end". */
  private static class Hesitant extends Inbox {
    final CompletableFuture<Void> go = new CompletableFuture<>();

    @Override
    public void handle(Request request) throws Exception {
      go.join(); // so that they come together
      super.handle(request);
      if (Clients.text(request.payload().rewind()).endsWith("3")) {
        callbacks.add("paused");
        socket().pause();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0",
    "MEMORY, unix+seqpacket:/run/s",
    "MEMORY, sctp://127.0.0.1:0",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, udp://127.0.0.1:0",
    "SYSTEM, unix:FOLDER/s",
    "SYSTEM, unix+seqpacket:FOLDER/s"
  })
  void aHandlerThatPausesHasTheRestWhenItResumes(Where where, String text) throws Exception {
    Hesitant handler = new Hesitant();
    EndpointUri uri = uri(where, text);
    try (Server server = serve(where, uri, handler);
        MessageEndpoint client = Clients.messages(network(where), uri, server)) {
      CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendAll(client, handler.go));
      for (int i = 0; i < COUNT; i++) {
        assertEquals("message " + i, handler.next());
        if (i % 10 == 3) {
          int pauses = i / 10 + 1;
          Eventually.holds("paused", () -> paused(handler) == pauses);
          handler.onLoop(s -> assertEquals(pauses, paused(handler)));
          handler.onLoop(LoopSocket::resume);
        }
      }
      sent.get(30, TimeUnit.SECONDS);
      assertEquals(COUNT, server.counters().requests()); // each once, kept or not
    }
    failures.none();
  }

  private static void sendAll(MessageEndpoint client, CompletableFuture<Void> go) {
    try {
      for (int i = 0; i < COUNT; i++) {
        Clients.send(client, "message " + i);
        if (i == 5) {
          go.complete(null);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long paused(Inbox handler) {
    return handler.callbacks.stream().filter("paused"::equals).count();
  }

  /** Also what cannot be copied waits until its turn comes. */
  @Test
  void descriptorsWaitUntilTheHandlerGoesOn() throws Exception {
    EndpointUri uri = uri(Where.SYSTEM, "unix+seqpacket:FOLDER/s");
    CompletableFuture<Integer> received = new CompletableFuture<>();
    Hesitant handler =
        new Hesitant() {
          @Override
          public void handle(Request request) throws Exception {
            Descriptors passed = request.message().get(Unix.RIGHTS);
            if (passed != null) {
              received.complete(passed.size());
            }
            super.handle(request);
          }
        };
    try (Server server = serve(Where.SYSTEM, uri, handler);
        MessageEndpoint client = Clients.messages(network(Where.SYSTEM), uri, server);
        Descriptors file = Descriptors.open(Path.of("/proc/self/stat"), StandardOpenOption.READ)) {
      Clients.send(client, "message 3");
      client.sendMessage(Message.of(Clients.bytes("with a file")).set(Unix.RIGHTS, file));
      handler.go.complete(null);
      assertEquals("message 3", handler.next());
      Eventually.holds("paused", () -> paused(handler) == 1);
      handler.onLoop(LoopSocket::resume);
      assertEquals("with a file", handler.next());
      assertEquals(1, received.get(30, TimeUnit.SECONDS));
    }
    failures.none();
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0",
    "MEMORY, unix+seqpacket:/run/s",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, unix:FOLDER/s",
    "SYSTEM, unix+seqpacket:FOLDER/s"
  })
  void eachDirectionEndsByItself(Where where, String text) throws Exception {
    Inbox handler =
        new Inbox() {
          @Override
          public void ended(MessageSocket socket) throws Exception {
            callbacks.add("ended");
            Clients.send(socket, "all of it");
            socket.shutdownOutput();
            assertThrows(ClosedChannelException.class, () -> Clients.send(socket, "late"));
          }
        };
    EndpointUri uri = uri(where, text);
    try (Server server = serve(where, uri, handler);
        MessageEndpoint client = Clients.messages(network(where), uri, server)) {
      Clients.send(client, "what is there?");
      client.unwrap(Shutdownable.class).shutdownOutput();
      assertEquals("what is there?", handler.next());
      assertEquals("all of it", Clients.receive(client));
      assertNull(Clients.receive(client));
      handler.onLoop(LoopSocket::pause);
      handler.onLoop(LoopSocket::resume);
      handler.onLoop(LoopSocket::close);
      assertEquals("null", handler.cause());
      assertEquals(List.of("opened", "ended", "closed"), handler.callbacks); // and each once
    }
    failures.none();
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0",
    "MEMORY, unix+seqpacket:/run/s",
    "SYSTEM, unix:FOLDER/s",
    "SYSTEM, unix+seqpacket:FOLDER/s"
  })
  void theEndComesAfterWhatIsKept(Where where, String text) throws Exception {
    Inbox handler = new Inbox();
    EndpointUri uri = uri(where, text);
    try (Server server = serve(where, uri, handler);
        MessageEndpoint client = Clients.messages(network(where), uri, server)) {
      int count = handler.fill("message ");
      handler.onLoop(LoopSocket::shutdownOutput);
      for (int i = 0; i < count; i++) {
        assertEquals("message " + i, Clients.receive(client));
      }
      assertNull(Clients.receive(client));
      Clients.send(client, "I have it");
      assertEquals("I have it", handler.next());
    }
    failures.none();
  }

  /** The last of what was kept goes with the replies, before the loop has waited for the socket. */
  @Test
  void theEndOfWhatIsKeptIsToldWhateverHasSentIt() throws Exception {
    CompletableFuture<Void> received = new CompletableFuture<>();
    CompletableFuture<Void> handled = new CompletableFuture<>();
    Inbox handler =
        new Inbox() {
          @Override
          public void handle(Request request) {
            handled.complete(null);
            received.join();
          }
        };
    EndpointUri uri = uri(Where.MEMORY, "tcp://host:1");
    try (Server server = serve(Where.MEMORY, uri, handler);
        StreamEndpoint client = Clients.stream(memory, uri, server)) {
      handler.onLoop(
          s -> {
            while (s.isDrained()) {
              s.send(ByteBuffer.allocate(996)); // a thousand with its length
            }
          });
      Streams.writeFully(client, ByteBuffer.allocate(4)); // a message of no bytes
      handled.get(30, TimeUnit.SECONDS);
      Streams.readFully(client, ByteBuffer.allocate(2_000)); // and there is room
      received.complete(null);
      Eventually.holds("drained", () -> handler.callbacks.contains("drained"));
      assertEquals(List.of("opened", "drained"), handler.callbacks);
    }
  }

  /** The peer answers and receives no more: what it has answered comes nevertheless. */
  @ParameterizedTest
  @CsvSource({
    "MEMORY, unix+seqpacket:/run/s",
    "SYSTEM, unix:FOLDER/s",
    "SYSTEM, unix+seqpacket:FOLDER/s"
  })
  void aFailedSendLeavesTheOtherDirectionToFinish(Where where, String text) throws Exception {
    Inbox handler =
        new Inbox() {
          @Override
          public void opened(MessageSocket socket) throws Exception {
            socket.pause(); // until the sending has failed
            while (socket.isDrained()) {
              socket.send(ByteBuffer.allocate(1_000));
            }
            super.opened(socket);
          }

          @Override
          public void sendFailed(MessageSocket socket, IOException cause) {
            callbacks.add("sendFailed");
            assertTrue(socket.isDrained());
            assertThrows(ClosedChannelException.class, () -> Clients.send(socket, "late"));
            socket.resume();
          }
        };
    EndpointUri uri = uri(where, text);
    try (Server server = serve(where, uri, handler);
        MessageEndpoint client = Clients.messages(network(where), uri, server)) {
      handler.socket(); // full by now, and so it stays
      Clients.send(client, "too large");
      client.unwrap(Shutdownable.class).shutdownOutput();
      client.unwrap(Shutdownable.class).shutdownInput();
      assertEquals("too large", handler.next());
      assertEquals("null", handler.cause());
      assertEquals(List.of("opened", "sendFailed", "closed"), handler.callbacks);
    }
    failures.none();
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0",
    "MEMORY, sctp://127.0.0.1:0",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, sctp://127.0.0.1:0"
  })
  void aResetComesAfterAllThatWasSent(Where where, String text) throws Exception {
    Inbox handler = new Inbox();
    EndpointUri uri = uri(where, text);
    try (Server server = serve(where, uri, handler);
        MessageEndpoint client = Clients.messages(network(where), uri, server)) {
      handler.onLoop(
          s -> {
            Clients.send(s, "half of it");
            s.reset();
          });
      assertEquals("half of it", Clients.receive(client));
      assertThrows(ConnectionResetException.class, () -> Clients.receive(client));
      assertEquals("null", handler.cause());
    }
    failures.none();
  }

  /** It has ended its output, and then goes, while nothing is on its way to it. */
  @ParameterizedTest
  @CsvSource({
    "MEMORY, unix+seqpacket:/run/s",
    "SYSTEM, unix:FOLDER/s",
    "SYSTEM, unix+seqpacket:FOLDER/s"
  })
  void aHalfClosedPeerThatGoesIsNoticed(Where where, String text) throws Exception {
    Inbox handler =
        new Inbox() {
          @Override
          public void ended(MessageSocket socket) {
            callbacks.add("ended"); // It is to be answered some day.
          }
        };
    EndpointUri uri = uri(where, text);
    try (Server server = serve(where, uri, handler)) {
      MessageEndpoint client = Clients.messages(network(where), uri, server);
      client.unwrap(Shutdownable.class).shutdownOutput();
      Eventually.holds("ended", () -> handler.callbacks.contains("ended"));
      Clients.hangUp(client);
      assertTrue(handler.cause().contains("has gone"), handler.cause());
    }
  }

  /** What a handler registers with its server's loop has the server's limits. */
  @Test
  void whatAServersLoopServesBesideHasItsLimits() throws Exception {
    EndpointUri uri = uri(Where.MEMORY, "unix+seqpacket:/run/s");
    EndpointUri far = uri(Where.MEMORY, "unix+seqpacket:/run/far");
    Inbox farther = new Inbox();
    Inbox handler =
        new Inbox() {
          @Override
          public void opened(MessageSocket socket) throws Exception {
            socket.loop().register(memory.connectMessages(far), farther);
            super.opened(socket);
          }
        };
    try (Peer peer = new Peer(memory, far);
        Server server = Server.builder(memory).serveMessages(uri, handler).messageSize(5).start();
        MessageEndpoint client = memory.connectMessages(uri)) {
      Clients.send(peer.endpoint(), "12345");
      assertEquals("12345", farther.next());
      Clients.send(peer.endpoint(), "123456");
      assertTrue(farther.cause().contains("messageSize, which is 5"), farther.cause());
      assertTrue(client.isOpen() && server.counters().open() == 1);
    }
  }
}

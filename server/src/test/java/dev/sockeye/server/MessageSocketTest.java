package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.sctp.Sctp;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program's own message endpoint on a loop: what it sends by itself, and how it ends. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MessageSocketTest {

  private static final EndpointUri FRAMED = EndpointUri.valueOf("tcp://host:1");

  @TempDir private Path folder;
  private final MemoryNetwork memory = MemoryNetwork.builder().bufferSize(8_192).build();
  private final Network system = Network.system();
  private final Failures failures = new Failures();
  private final Inbox inbox = new Inbox();
  private EventLoop loop;

  @BeforeEach
  void start() throws IOException {
    loop = EventLoop.builder().name("test").onFailure(failures).start();
  }

  @AfterEach
  void close() {
    loop.close();
    assertEquals(0, memory.openSockets());
  }

  private Network network(Where where) {
    return where == Where.MEMORY ? memory : system;
  }

  private EndpointUri uri(Network network, String text) {
    return Where.uri(network, folder, text);
  }

  private Server serve(Network network, EndpointUri uri, MessageHandler handler)
      throws IOException {
    return Server.builder(network).serveMessages(uri, handler).onFailure(failures).start();
  }

  private MessageSocket connect(Network network, EndpointUri uri) throws IOException {
    return loop.register(network.connectMessages(uri), inbox);
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0",
    "MEMORY, udp://127.0.0.1:0",
    "MEMORY, unix+dgram:/run/a.sock",
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
  void sendsToItsPeerFromAnyThreadAndCloses(Where where, String text) throws Exception {
    Network network = network(where);
    EndpointUri uri = uri(network, text);
    try (Server server = serve(network, uri, request -> request.reply(request.payload()))) {
      MessageEndpoint endpoint = Clients.messages(network, uri, server);
      MessageSocket socket = loop.register(endpoint, inbox);
      for (int i = 0; i < 20; i++) {
        Clients.send(socket, "elsewhere " + i);
      }
      inbox.onLoop(s -> Clients.send(s, "on the loop"));
      for (int i = 0; i < 20; i++) {
        assertEquals("elsewhere " + i, inbox.next());
      }
      assertEquals("on the loop", inbox.next());
      assertSame(inbox.socket(), socket);
      assertSame(endpoint, socket.endpoint());
      assertSame(loop, socket.loop());
      assertEquals(endpoint.getRemoteAddress(), socket.peer());
      socket.close();
      assertEquals("null", inbox.cause());
      assertFalse(endpoint.isOpen());
      assertThrows(ClosedChannelException.class, () -> Clients.send(socket, "late"));
      socket.close();
      socket.abort();
    }
    inbox.callbacks.removeAll(List.of("drained")); // as where few datagrams fill a queue
    assertEquals(List.of("opened", "closed"), inbox.callbacks);
    failures.none();
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, udp://127.0.0.1:7, udp://127.0.0.1:0",
    "MEMORY, unix+dgram:/run/a, unix+dgram:/run/b",
    "SYSTEM, udp://127.0.0.1:0, udp://127.0.0.1:0",
    "SYSTEM, unix+dgram:FOLDER/a, unix+dgram:FOLDER/b"
  })
  void withoutAConnectionItSendsToAddresses(Where where, String first, String second)
      throws Exception {
    Network network = network(where);
    try (MessageEndpoint peer = network.bindMessages(uri(network, first))) {
      SocketAddress address = peer.getLocalAddress();
      MessageSocket socket = loop.register(network.bindMessages(uri(network, second)), inbox);
      socket.sendTo(Clients.bytes("elsewhere"), address);
      inbox.onLoop(s -> s.sendTo(Clients.bytes("on the loop"), address));
      assertEquals("elsewhere", Clients.receive(peer));
      ByteBuffer last = ByteBuffer.allocate(100);
      peer.sendTo(Clients.bytes("answer"), peer.receiveFrom(last));
      assertEquals("on the loop", Clients.text(last.flip()));
      assertEquals("answer", inbox.next());
      assertNull(socket.peer());
      assertThrows(NotYetConnectedException.class, () -> Clients.send(socket, "to whom?"));
      socket.abort();
      assertEquals("null", inbox.cause());
    }
    failures.none();
  }

  @Test
  void aConnectionSendsToItsPeerAlone() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("udp://host:1");
    try (MessageEndpoint peer = memory.bindMessages(uri);
        MessageEndpoint other = memory.bindMessages(EndpointUri.valueOf("udp://host:2"))) {
      MessageSocket socket = connect(memory, uri);
      SocketAddress elsewhere = other.getLocalAddress();
      assertThrows(
          AlreadyConnectedException.class, () -> socket.sendTo(Clients.bytes("?"), elsewhere));
      socket.sendTo(Clients.bytes("!"), peer.getLocalAddress());
      assertEquals("!", Clients.receive(peer));
      loop.close();
    }
  }

  /** Also while there are requests that came together, whose replies wait to go out together. */
  @Test
  void aMessageGoesWithItsAttributesAndWithAllItsBuffers() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("sctp://host:1");
    CompletableFuture<Void> go = new CompletableFuture<>();
    MessageHandler handler =
        new Inbox() {
          @Override
          public void handle(Request request) throws Exception {
            go.join();
            request.reply(request.payload());
            Message more = Message.of(Clients.bytes("a"), Clients.bytes("bc"));
            socket().sendMessage(more.set(Sctp.STREAM_NUMBER, 3));
            assertEquals(0, more.remaining());
          }
        };
    try (Server server = serve(memory, uri, handler);
        MessageEndpoint client = memory.connectMessages(uri)) {
      for (int i = 0; i < 4; i++) {
        Clients.send(client, "request " + i);
      }
      go.complete(null);
      Message received = Message.allocate(100);
      for (int i = 0; i < 4; i++) {
        assertEquals("request " + i, Clients.receive(client));
        client.receiveMessage(received.clear());
        assertEquals("abc", Clients.text(received.payload().flip()));
        assertEquals(3, received.get(Sctp.STREAM_NUMBER));
      }
      assertEquals(4, server.counters().replies());
    }
    failures.none();
  }

  @Test
  void anAttributeThatCannotBeSentIsRefused() throws Exception {
    EndpointUri uri = uri(system, "unix+dgram:FOLDER/a");
    try (MessageEndpoint peer = system.bindMessages(uri)) {
      connect(system, uri);
      inbox.onLoop(
          s ->
              assertThrows(
                  UnsupportedOperationException.class,
                  () -> s.sendMessage(Message.of(Clients.bytes("?")).set(Sctp.STREAM_NUMBER, 1))));
      inbox.onLoop(s -> s.sendMessage(Message.of(Clients.bytes("!"))));
      assertEquals("!", Clients.receive(peer));
      loop.close();
    }
    failures.none();
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://host:1",
    "MEMORY, unix+seqpacket:/run/a",
    "MEMORY, sctp://host:1",
    "SYSTEM, unix+seqpacket:FOLDER/a",
    "SYSTEM, unix:FOLDER/a",
    "SYSTEM, unix+dgram:FOLDER/a"
  })
  void whatIsKeptFollowsInOrderAndItsEndIsTold(Where where, String text) throws Exception {
    Network network = network(where);
    try (Peer peer = new Peer(network, uri(network, text))) {
      connect(network, peer.uri());
      int count = inbox.fill("message ");
      peer.expect("message ", count);
      Eventually.holds("drained", () -> inbox.callbacks.contains("drained"));
      inbox.onLoop(s -> assertTrue(s.isDrained()));
      assertEquals(List.of("opened", "drained"), inbox.callbacks);
      loop.close();
    }
    failures.none();
  }

  @ParameterizedTest
  @CsvSource({"MEMORY, tcp://host:1", "SYSTEM, unix+seqpacket:FOLDER/a", "SYSTEM, unix:FOLDER/a"})
  void closingHandsOverWhatIsKept(Where where, String text) throws Exception {
    Network network = network(where);
    try (Peer peer = new Peer(network, uri(network, text))) {
      connect(network, peer.uri());
      int count = inbox.fill("message ");
      inbox.onLoop(
          s -> {
            Clients.send(s, "message " + count);
            s.close();
          });
      peer.expect("message ", count + 1);
      assertNull(Clients.receive(peer.endpoint()));
      peer.endpoint().close();
      assertEquals("null", inbox.cause());
      assertEquals(List.of("opened", "closed"), inbox.callbacks);
    }
    failures.none();
  }

  /** Its queue is full, of which the sender's socket knows nothing. */
  @Test
  void withoutAConnectionToo() throws Exception {
    try (MessageEndpoint slow = system.bindMessages(uri(system, "unix+dgram:FOLDER/slow"));
        MessageEndpoint quick = system.bindMessages(uri(system, "unix+dgram:FOLDER/quick"))) {
      MessageSocket socket =
          loop.register(system.bindMessages(uri(system, "unix+dgram:FOLDER/own")), inbox);
      SocketAddress target = slow.getLocalAddress();
      CompletableFuture<Integer> sent = new CompletableFuture<>();
      inbox.onLoop(
          s -> {
            int count = 0;
            while (s.isDrained()) {
              s.sendTo(Clients.bytes("message " + count++), target);
            }
            sent.complete(count);
          });
      socket.sendTo(Clients.bytes("not held up"), quick.getLocalAddress());
      assertEquals("not held up", Clients.receive(quick));
      for (int i = 0; i < sent.get(); i++) {
        assertEquals("message " + i, Clients.receive(slow));
      }
      Eventually.holds("drained", () -> inbox.callbacks.contains("drained"));
      inbox.onLoop(
          s -> {
            for (int i = 0; i < sent.get(); i++) {
              s.sendTo(Clients.bytes("more " + i), target);
            }
            assertFalse(s.isDrained());
            s.close();
            assertThrows(ClosedChannelException.class, () -> s.sendTo(Clients.bytes("x"), target));
          });
      for (int i = 0; i < sent.get(); i++) {
        assertEquals("more " + i, Clients.receive(slow));
      }
      assertEquals("null", inbox.cause());
      assertEquals(List.of("opened", "drained", "closed"), inbox.callbacks);
    }
    failures.none();
  }

  /** Else two who send more to each other than lies on the way would wait for each other. */
  @Test
  void whatIsKeptOfItsOwnDoesNotStopTheReceiving() throws Exception {
    Inbox here = new Talker();
    Inbox there = new Talker();
    try (Server server = serve(memory, FRAMED, there)) {
      loop.register(memory.connectMessages(FRAMED), here);
      for (int i = 0; i < Talker.MESSAGES; i++) {
        assertEquals(Talker.message(i), here.next());
        assertEquals(Talker.message(i), there.next());
      }
      assertEquals(Talker.MESSAGES, server.counters().requests());
      loop.close();
    }
    failures.none();
  }

  /** Says all that it has to say at once. */
  private static final class Talker extends Inbox {
    static final int MESSAGES = 100;

    static String message(int i) {
      return i + "x".repeat(5_000);
    }

    @Override
    public void opened(MessageSocket socket) throws Exception {
      super.opened(socket);
      for (int i = 0; i < MESSAGES; i++) {
        Clients.send(socket, message(i));
      }
    }
  }

  /** A server's sockets have the same callbacks. */
  @Test
  void aServerSendsWithoutBeingAsked() throws Exception {
    MessageHandler handler =
        new Inbox() {
          @Override
          public void opened(MessageSocket socket) throws Exception {
            super.opened(socket);
            Clients.send(socket, "welcome");
          }
        };
    try (Server server = serve(memory, FRAMED, handler);
        MessageEndpoint client = memory.connectMessages(FRAMED)) {
      assertEquals("welcome", Clients.receive(client));
      Clients.hangUp(client);
      assertEquals("null", ((Inbox) handler).cause());
      assertEquals(0, server.counters().replies());
    }
    failures.none();
  }
}

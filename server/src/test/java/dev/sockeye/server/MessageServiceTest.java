package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.unix.Descriptors;
import dev.sockeye.unix.Unix;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and replies, over what has connections and what has none. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MessageServiceTest {

  private static final EndpointUri FRAMED = EndpointUri.valueOf("tcp://host:1");

  @TempDir private Path folder;
  private final MemoryNetwork memory = MemoryNetwork.create();
  private final Network system = Network.system();
  private final Failures failures = new Failures();

  private Server serve(Network network, EndpointUri uri, MessageHandler handler)
      throws IOException {
    return Server.builder(network).serveMessages(uri, handler).onFailure(failures).start();
  }

  private EndpointUri unix(String scheme, String file) {
    EndpointUri uri = EndpointUri.valueOf(scheme + ":" + folder.resolve(file));
    system
        .scheme(scheme)
        .flatMap(found -> found.unavailable())
        .ifPresent(reason -> assumeTrue(false, reason));
    return uri;
  }

  /** The handler is held up until all have come, so that they are taken in batches. */
  @ParameterizedTest
  @ValueSource(strings = {"tcp://host:1", "udp://host:1", "unix+seqpacket:/run/a", "sctp://host:1"})
  void requestsThatCameTogetherAreAnsweredInOrder(String text) throws Exception {
    EndpointUri uri = EndpointUri.valueOf(text);
    CompletableFuture<Void> go = new CompletableFuture<>();
    MessageHandler handler =
        request -> {
          go.join();
          request.reply(request.payload());
        };
    try (Server server = serve(memory, uri, handler);
        MessageEndpoint client = memory.connectMessages(uri)) {
      for (int i = 0; i < 100; i++) {
        Clients.send(client, "request " + i);
      }
      go.complete(null);
      for (int i = 0; i < 100; i++) {
        assertEquals("request " + i, Clients.receive(client));
      }
      assertEquals(100, server.counters().replies());
    }
    failures.none();
  }

  /** Of the payloads alone: how they are framed is not the program's. */
  @ParameterizedTest
  @ValueSource(strings = {"tcp://host:1", "udp://host:1", "unix+seqpacket:/run/a", "sctp://host:1"})
  void theirBytesAreCounted(String text) throws Exception {
    EndpointUri uri = EndpointUri.valueOf(text);
    try (Server server = serve(memory, uri, request -> request.reply(Clients.bytes("answer")));
        MessageEndpoint client = memory.connectMessages(uri)) {
      Clients.send(client, "request 1");
      assertEquals("answer", Clients.receive(client));
      Clients.send(client, "2");
      assertEquals("answer", Clients.receive(client));
      assertEquals(10, server.counters().bytesRead());
      assertEquals(12, server.counters().bytesWritten());
    }
    failures.none();
  }

  /** What lies in the endpoint's own buffer is served although nothing more comes. */
  @Test
  void framesThatWaitedForAPeerToReadAreServed() throws Exception {
    try (MemoryNetwork small = MemoryNetwork.builder().bufferSize(8_192).build();
        Server server = serve(small, FRAMED, request -> request.reply(ByteBuffer.allocate(3_000)));
        StreamEndpoint client = small.connectStream(FRAMED)) {
      ByteBuffer requests = ByteBuffer.allocate(100 * 5);
      while (requests.hasRemaining()) {
        requests.putInt(1).put((byte) 'x');
      }
      Streams.writeFully(client, requests.flip());
      Eventually.holds("held up", () -> server.counters().bytesKept() > 0);
      ByteBuffer replies = ByteBuffer.allocate(100 * 3_004);
      Streams.readFully(client, replies);
      for (int i = 0; i < 100; i++) {
        assertEquals(3_000, replies.getInt(i * 3_004));
      }
      Eventually.holds("nothing kept", () -> server.counters().bytesKept() == 0);
    }
    failures.none();
  }

  @Test
  void aRequestThatIsTooLongEndsItsConnection() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("unix+seqpacket:/run/a");
    try (Server server =
            Server.builder(memory)
                .serveMessages(uri, request -> request.reply(request.payload()))
                .messageSize(10)
                .onFailure(failures)
                .start();
        MessageEndpoint client = memory.connectMessages(uri)) {
      Clients.send(client, "0123456789");
      assertEquals("0123456789", Clients.receive(client));
      Clients.send(client, "0123456789a");
      Failure failure = failures.only();
      assertTrue(failure.cause() instanceof MessageTruncatedException);
      assertEquals("read", failure.during());
      assertTrue(failure.toString().contains("messageSize, which is 10"), failure::toString);
      Eventually.holds("closed", () -> server.counters().open() == 0);
    }
  }

  @Test
  void withoutConnectionsARequestThatIsTooLongIsReportedAlone() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("udp://host:1");
    try (Server server =
            Server.builder(memory)
                .serveMessages(uri, request -> request.reply(request.payload()))
                .messageSize(10)
                .onFailure(failures)
                .start();
        MessageEndpoint client = memory.connectMessages(uri)) {
      Clients.send(client, "0123456789a");
      Clients.send(client, "next");
      assertEquals("next", Clients.receive(client));
      assertTrue(failures.only().cause() instanceof MessageTruncatedException);
      assertEquals(client.getLocalAddress(), failures.only().peer());
      assertEquals(2, server.counters().requests());
    }
  }

  @Test
  void aReplyThatIsTooLongLeavesTheConnectionAsItIs() throws Exception {
    MessageHandler handler =
        request -> {
          assertThrows(
              MessageTooLargeException.class, () -> request.reply(ByteBuffer.allocate(2_000_000)));
          request.reply(Clients.bytes("too much"));
        };
    try (Server server = serve(memory, FRAMED, handler);
        MessageEndpoint client = memory.connectMessages(FRAMED)) {
      Clients.send(client, "all");
      assertEquals("too much", Clients.receive(client));
      assertEquals(1, server.counters().open());
    }
    failures.none();
  }

  @Test
  void aSenderWithoutANameCannotBeAnswered() throws Exception {
    EndpointUri uri = unix("unix+dgram", "unnamed");
    try (Server server = serve(system, uri, request -> request.reply(request.payload()));
        MessageEndpoint nobody = system.socket(Unix.DATAGRAM);
        MessageEndpoint client = system.connectMessages(uri)) {
      nobody.sendTo(Clients.bytes("?"), server.addresses().get(0));
      Failure failure = failures.only();
      assertTrue(failure.cause().getMessage().contains("without a name"), failure::toString);
      Clients.send(client, "named");
      assertEquals("named", Clients.receive(client));
    }
  }

  /** Replies that a failed hand-over left would go to the next peer of the loop. */
  @Test
  void repliesOfOneConnectionNeverReachAnother() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("tcp://127.0.0.1:0");
    AtomicInteger held = new AtomicInteger();
    CompletableFuture<Void> go = new CompletableFuture<>();
    MessageHandler handler =
        request -> {
          if (request.payload().get(0) == 'h' && held.getAndIncrement() == 0) {
            go.join();
          }
          request.reply(request.payload());
        };
    try (Server server =
        Server.builder(memory).serveMessages(uri, handler).loops(1).onFailure(failures).start()) {
      EndpointUri where = Clients.where(uri, server);
      MessageEndpoint leaves = memory.connectMessages(where);
      for (int i = 0; i < 10; i++) {
        Clients.send(leaves, "hidden " + i);
      }
      Eventually.holds("held", () -> held.get() > 0);
      try (MessageEndpoint stays = memory.connectMessages(where)) {
        Clients.send(stays, "mine 1");
        Clients.send(stays, "mine 2");
        leaves.close();
        go.complete(null);
        assertEquals("mine 1", Clients.receive(stays));
        assertEquals("mine 2", Clients.receive(stays));
        Clients.send(stays, "mine 3");
        assertEquals("mine 3", Clients.receive(stays));
      }
    }
  }

  /**
   * The others go on; what is kept for the slow one comes in order. It is not connected: Linux has
   * no limit to the queue of one that is, which takes all of the server's send buffer instead.
   */
  @Test
  void aPeerWhoseQueueIsFullDoesNotHoldUpTheOthers() throws Exception {
    EndpointUri uri = unix("unix+dgram", "server");
    try (Server server = serve(system, uri, request -> request.reply(request.payload()));
        MessageEndpoint slow = system.bindMessages(unix("unix+dgram", "slow"));
        MessageEndpoint quick = system.connectMessages(uri)) {
      SocketAddress address = server.addresses().get(0);
      int sent = 0;
      while (server.counters().bytesKept() == 0) {
        slow.sendTo(Clients.bytes("slow " + sent++), address);
      }
      for (int i = 0; i < 20; i++) {
        slow.sendTo(Clients.bytes("slow " + sent++), address);
        Clients.send(quick, "quick " + i);
        assertEquals("quick " + i, Clients.receive(quick));
      }
      for (int i = 0; i < sent; i++) {
        assertEquals("slow " + i, Clients.receive(slow));
      }
      Eventually.holds("nothing kept", () -> server.counters().bytesKept() == 0);
    }
    failures.none();
  }

  @Test
  void aPeerThatIsGoneLosesItsRepliesAlone() throws Exception {
    EndpointUri uri = unix("unix+dgram", "server");
    BlockingQueue<Request> retained = new LinkedBlockingQueue<>();
    MessageHandler handler =
        request -> {
          if (request.payload().get(0) == 'r') {
            retained.add(request.retain());
          } else {
            request.reply(request.payload());
          }
        };
    try (Server server = serve(system, uri, handler);
        MessageEndpoint stays = system.connectMessages(uri)) {
      try (MessageEndpoint leaves = system.connectMessages(uri)) {
        Clients.send(leaves, "retain");
      }
      Request request = retained.take();
      request.reply(request.payload());
      assertEquals("send", failures.only().during());
      Clients.send(stays, "x");
      assertEquals("x", Clients.receive(stays));
      assertEquals(0, server.counters().bytesKept());
    }
  }

  @Test
  void descriptorsComeToTheHandlerAndAreNotSentBack() throws Exception {
    EndpointUri uri = unix("unix+seqpacket", "rights");
    List<Integer> sizes = new ArrayList<>();
    MessageHandler handler =
        request -> {
          Descriptors given = request.message().get(Unix.RIGHTS);
          sizes.add(given == null ? 0 : given.size());
          request.retain().reply(request.payload());
        };
    int open = dev.sockeye.testkit.Descriptors.count();
    try (Server server = serve(system, uri, handler);
        MessageEndpoint client = system.connectMessages(uri);
        Descriptors file = Descriptors.open(Path.of("/proc/self/stat"), StandardOpenOption.READ)) {
      for (int i = 0; i < 20; i++) {
        client.sendMessage(Message.of(Clients.bytes("file")).set(Unix.RIGHTS, file));
        Message reply = Message.allocate(100);
        client.receiveMessage(reply);
        assertEquals("file", Clients.text(reply.payload().flip()));
        assertEquals(0, reply.attributeCount());
      }
      assertEquals(20, server.counters().requests());
    }
    assertEquals(20, sizes.stream().filter(size -> size == 1).count());
    Eventually.holds(
        "descriptors given back", () -> dev.sockeye.testkit.Descriptors.count() <= open + 3);
    failures.none();
  }

  @Test
  void garbageEndsItsConnection() throws Exception {
    try (Server server = serve(memory, FRAMED, request -> request.reply(request.payload()));
        StreamEndpoint client = memory.connectStream(FRAMED)) {
      Streams.writeFully(client, ByteBuffer.allocate(4).putInt(Integer.MIN_VALUE).flip());
      Failure failure = failures.only();
      assertEquals("read", failure.during());
      assertTrue(failure.toString().contains("EPROTO"), failure::toString);
      Eventually.holds("closed", () -> server.counters().open() == 0);
    }
  }

  /** More than come together, so that the receive that fails follows the handler in its turn. */
  @Test
  void garbageBehindRequestsIsNoFailureOfTheirHandler() throws Exception {
    int requests = 16;
    ByteBuffer frames = ByteBuffer.allocate(requests * 5 + 4);
    for (int i = 0; i < requests; i++) {
      frames.putInt(1).put((byte) i);
    }
    frames.putInt(Integer.MIN_VALUE).flip();
    AtomicInteger handled = new AtomicInteger();
    try (Server server = serve(memory, FRAMED, request -> handled.incrementAndGet());
        StreamEndpoint client = memory.connectStream(FRAMED)) {
      Streams.writeFully(client, frames);
      Failure failure = failures.only();
      assertEquals("read", failure.during(), failure::toString);
      assertEquals(requests, handled.get());
      Eventually.holds("closed", () -> server.counters().open() == 0);
    }
  }
}

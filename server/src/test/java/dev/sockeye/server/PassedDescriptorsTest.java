package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.unix.Descriptors;
import dev.sockeye.unix.Unix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Descriptors that a program sends from a loop, at once and kept, and those of replies. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@EnabledOnOs(OS.LINUX) // which shows them in /proc
class PassedDescriptorsTest {

  @TempDir private Path folder;
  private final MemoryNetwork memory = MemoryNetwork.builder().bufferSize(8_192).build();
  private final Failures failures = new Failures();
  private final Inbox inbox = new Inbox();
  private final Message received = Message.allocate(1_000);
  private Path file;
  private EventLoop loop;

  @BeforeEach
  void start() throws IOException {
    file = Files.writeString(folder.resolve("f"), "content").toRealPath();
    loop = EventLoop.builder().name("test").onFailure(failures).start();
  }

  @AfterEach
  void nothingStaysOpen() throws Exception {
    loop.close();
    received.clear();
    assertEquals(0, memory.openSockets());
    Eventually.holds("descriptors closed", () -> opened() == 0);
  }

  /** How many descriptors this process has of the file. */
  private long opened() {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(this::isOfFile).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isOfFile(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (NoSuchFileException closedMeanwhile) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Network network(Where where) {
    return where == Where.MEMORY ? memory : Network.system();
  }

  private MessageSocket connect(Network network, EndpointUri uri) throws IOException {
    return loop.register(network.connectMessages(uri), inbox);
  }

  /** Sends the file, and closes it: what is kept has its own. */
  private void sendFile(MessageSocket socket, String text) throws IOException {
    try (Descriptors descriptors = Descriptors.open(file)) {
      socket.sendMessage(withRights(text, descriptors));
    }
  }

  private static Message withRights(String text, Descriptors descriptors) {
    return Message.of(Clients.bytes(text)).set(Unix.RIGHTS, descriptors);
  }

  private void assertComes(MessageEndpoint endpoint, String text) throws IOException {
    endpoint.receiveMessage(received.clear());
    assertEquals(text, Clients.text(received.payload().flip()));
    try (FileChannel channel = received.get(Unix.RIGHTS).channel(0)) {
      ByteBuffer content = ByteBuffer.allocate(100);
      channel.read(content, 0);
      assertEquals("content", StandardCharsets.UTF_8.decode(content.flip()).toString());
    }
  }

  /** Sends until some are kept, and two more; gives how many. */
  private int fill() throws Exception {
    CompletableFuture<Integer> sent = new CompletableFuture<>();
    inbox.onLoop(
        socket -> {
          int count = 0;
          while (socket.isDrained()) {
            sendFile(socket, "file " + count++);
          }
          sendFile(socket, "file " + count++);
          sendFile(socket, "file " + count++);
          sent.complete(count);
        });
    return sent.get();
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, unix+seqpacket:/run/a",
    "MEMORY, unix+dgram:/run/a",
    "SYSTEM, unix+seqpacket:FOLDER/a",
    "SYSTEM, unix+dgram:FOLDER/a"
  })
  void thoseOfKeptMessagesFollowInOrder(Where where, String text) throws Exception {
    Network network = network(where);
    try (Peer peer = new Peer(network, Where.uri(network, folder, text))) {
      connect(network, peer.uri());
      int count = fill();
      assertTrue(opened() >= 3, "the kept ones have theirs");
      for (int i = 0; i < count; i++) {
        assertComes(peer.endpoint(), "file " + i);
      }
      Eventually.holds("drained", () -> inbox.callbacks.contains("drained"));
    }
    failures.none();
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, unix+seqpacket:/run/a",
    "MEMORY, unix+dgram:/run/a",
    "SYSTEM, unix+seqpacket:FOLDER/a",
    "SYSTEM, unix+dgram:FOLDER/a"
  })
  void ofWhatIsDroppedNoneStaysOpen(Where where, String text) throws Exception {
    Network network = network(where);
    try (Peer peer = new Peer(network, Where.uri(network, folder, text))) {
      MessageSocket socket = connect(network, peer.uri());
      fill();
      socket.abort();
      inbox.cause();
      peer.endpoint().close();
      Eventually.holds("descriptors closed", () -> opened() == 0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, unix+seqpacket:/run/a",
    "MEMORY, unix+dgram:/run/a",
    "SYSTEM, unix+seqpacket:FOLDER/a",
    "SYSTEM, unix+dgram:FOLDER/a"
  })
  void anyThreadSendsThem(Where where, String text) throws Exception {
    Network network = network(where);
    try (Peer peer = new Peer(network, Where.uri(network, folder, text))) {
      MessageSocket socket = connect(network, peer.uri());
      sendFile(socket, "from another");
      assertComes(peer.endpoint(), "from another");
      Descriptors closed = Descriptors.open(file);
      closed.close();
      Message late = withRights("late", closed);
      assertThrows(IOException.class, () -> socket.sendMessage(late));
      assertEquals(4, late.remaining());
      sendFile(socket, "the next");
      assertComes(peer.endpoint(), "the next");
    }
    failures.none();
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, unix+seqpacket:/run/a",
    "MEMORY, unix+dgram:/run/a",
    "SYSTEM, unix+seqpacket:FOLDER/a",
    "SYSTEM, unix+dgram:FOLDER/a"
  })
  void aReplyHasItsOwn(Where where, String text) throws Exception {
    Network network = network(where);
    EndpointUri uri = Where.uri(network, folder, text);
    MessageHandler handler =
        request -> {
          try (Descriptors descriptors = Descriptors.open(file)) {
            request.reply(withRights("file", descriptors));
          }
          Descriptors given = request.message().get(Unix.RIGHTS);
          if (given != null) {
            request.reply(withRights("back", given));
          }
          request.reply(request.payload());
        };
    try (Server server = serve(network, uri, handler);
        MessageEndpoint client = network.connectMessages(uri);
        Descriptors descriptors = Descriptors.open(file)) {
      Clients.send(client, "plain");
      assertComes(client, "file");
      assertPlain(client, "plain");
      client.sendMessage(withRights("own", descriptors));
      assertComes(client, "file");
      assertComes(client, "back");
      assertPlain(client, "own");
      assertEquals(5, server.counters().replies());
    }
    failures.none();
  }

  private Server serve(Network network, EndpointUri uri, MessageHandler handler)
      throws IOException {
    return Server.builder(network).serveMessages(uri, handler).onFailure(failures).start();
  }

  private void assertPlain(MessageEndpoint client, String text) throws IOException {
    client.receiveMessage(received.clear());
    assertEquals(text, Clients.text(received.payload().flip()));
    assertNull(received.get(Unix.RIGHTS));
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, unix+seqpacket:/run/a",
    "MEMORY, unix+dgram:/run/a",
    "SYSTEM, unix+seqpacket:FOLDER/a",
    "SYSTEM, unix+dgram:FOLDER/a"
  })
  void soHasTheReplyToARetainedRequest(Where where, String text) throws Exception {
    Network network = network(where);
    EndpointUri uri = Where.uri(network, folder, text);
    BlockingQueue<Request> retained = new LinkedBlockingQueue<>();
    try (Server server = serve(network, uri, request -> retained.add(request.retain()));
        MessageEndpoint client = network.connectMessages(uri)) {
      Clients.send(client, "?");
      Request request = retained.take();
      try (Descriptors descriptors = Descriptors.open(file)) {
        request.reply(withRights("later", descriptors));
      }
      assertComes(client, "later");
      assertEquals(1, server.counters().replies());
    }
    failures.none();
  }

  /** Of replies that the client does not take yet. */
  @ParameterizedTest
  @CsvSource({"MEMORY, unix+seqpacket:/run/a", "SYSTEM, unix+seqpacket:FOLDER/a"})
  void keptRepliesHaveTheirs(Where where, String text) throws Exception {
    Network network = network(where);
    EndpointUri uri = Where.uri(network, folder, text);
    MessageHandler handler =
        request -> {
          for (int i = 0; i < 1_000; i++) {
            try (Descriptors descriptors = Descriptors.open(file)) {
              request.reply(withRights("file " + i, descriptors));
            }
          }
        };
    try (Server server = serve(network, uri, handler);
        MessageEndpoint client = network.connectMessages(uri)) {
      Clients.send(client, "?");
      Eventually.holds("kept", () -> server.counters().bytesKept() > 0);
      for (int i = 0; i < 1_000; i++) {
        assertComes(client, "file " + i);
      }
      Eventually.holds("drained", () -> server.counters().bytesKept() == 0);
    }
    failures.none();
  }

  @Test
  void whatCarriesNoneRefusesThem() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("sctp://host:1");
    try (Peer peer = new Peer(memory, uri)) {
      connect(memory, uri);
      inbox.onLoop(
          socket ->
              assertThrows(
                  UnsupportedOperationException.class, () -> sendFile(socket, "with a file")));
      assertFalse(peer.endpoint().spec().toString().isEmpty());
    }
    failures.none();
  }
}

package dev.sockeye.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.server.Server;
import dev.sockeye.testkit.Places;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A relay between any two schemes of this system whose sockets have a place to meet. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RelayPairsTest {

  private static final Network NETWORK = Network.system();

  @TempDir private Path folder;
  private Thread relay;

  /** Of which one at least is no scheme of messages: between two of them these are passed on. */
  static Stream<Arguments> streams() {
    return pairs(
        spec -> spec.semantics().isAccepting() && spec.semantics().carriesStream(),
        (from, to) -> !from.keepsBoundaries() || !to.keepsBoundaries());
  }

  static Stream<Arguments> messages() {
    return pairs(SocketSpec::keepsBoundaries, (from, to) -> true);
  }

  private static Stream<Arguments> pairs(
      Predicate<SocketSpec<?>> kind, BiPredicate<SocketSpec<?>, SocketSpec<?>> fit) {
    List<SchemeInfo> all =
        NETWORK.schemes().stream()
            .filter(scheme -> kind.test(scheme.spec()) && !isOfOneFamily(scheme.scheme()))
            .filter(scheme -> Places.find(NETWORK, scheme.scheme(), Path.of("any")).isPresent())
            .toList();
    return all.stream()
        .flatMap(
            from ->
                all.stream()
                    .filter(to -> fit.test(from.spec(), to.spec()))
                    .map(to -> Arguments.of(from.scheme(), to.scheme())));
  }

  private static boolean isOfOneFamily(String scheme) {
    return scheme.endsWith("4") || scheme.endsWith("6");
  }

  private EndpointUri open(String scheme, String name) {
    return Places.require(
        NETWORK, Places.find(NETWORK, scheme, folder.resolve(name)).orElseThrow());
  }

  /** Starts a relay to a server, and gives where it listens. */
  private EndpointUri relay(EndpointUri from, EndpointUri to, Server server) throws Exception {
    String target = Schemes.withAddress(to, server.addresses().get(0));
    Shell shell = new Shell(NETWORK);
    relay = Threads.start("test", () -> shell.run("relay", from.toString(), target));
    return EndpointUri.valueOf(shell.awaitListening());
  }

  @AfterEach
  void endRelay() throws InterruptedException {
    if (relay != null) {
      relay.interrupt();
      relay.join();
    }
  }

  /** Much both ways at once. */
  @ParameterizedTest
  @MethodSource("streams")
  void streamsAreRelayed(String from, String to) throws Exception {
    EndpointUri here = open(from, "from");
    EndpointUri there = open(to, "to");
    byte[] sent = new byte[Math.min(much(from), much(to))];
    new Random(3).nextBytes(sent);
    try (Server server =
            Server.builder(NETWORK).serveEvents(there, any -> (c, in) -> c.write(in)).start();
        StreamEndpoint client = NETWORK.connectStream(relay(here, there, server))) {
      Thread writer = Threads.start("test", () -> write(client, sent));
      assertArrayEquals(sent, Streams.inputStream(client).readNBytes(sent.length));
      writer.join();
      client.shutdownOutput();
      assertEquals(-1, client.read(ByteBuffer.allocate(1)));
    }
  }

  /**
   * What a relay may have to keep: a send that does not wait is cut by Linux, on vsock, where the
   * peer's buffer of 256 KiB has room for a part of the message alone.
   */
  private static int much(String scheme) {
    return scheme.equals("vsock+seqpacket") ? 200_000 : 1_000_000;
  }

  private static void write(StreamEndpoint to, byte[] bytes) {
    try {
      Streams.writeFully(to, ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      System.err.println(e); // and the other side misses them
    }
  }

  /** The client has said all, and the answer has not come yet: an end is no end of both ways. */
  @ParameterizedTest
  @MethodSource("streams")
  void anAnswerComesAfterTheEnd(String from, String to) throws Exception {
    EndpointUri here = open(from, "from");
    Assumptions.assumeTrue(
        Schemes.hasHalfClose(NETWORK.spec(here)), from + " has no half of an end");
    EndpointUri there = open(to, "to");
    try (Server server =
            Server.builder(NETWORK).serveBlocking(there, RelayPairsTest::answerLate).start();
        StreamEndpoint client = NETWORK.connectStream(relay(here, there, server))) {
      write(client, "question".getBytes(StandardCharsets.US_ASCII));
      client.shutdownOutput();
      assertEquals(
          "answer",
          new String(Streams.inputStream(client).readAllBytes(), StandardCharsets.US_ASCII));
    }
  }

  /** Once the end has come too; where that would forbid the answer, it must not have come. */
  private static void answerLate(StreamEndpoint client) throws IOException {
    Streams.readFully(client, ByteBuffer.allocate("question".length()));
    ByteBuffer more = ByteBuffer.allocate(1);
    if (Schemes.hasHalfClose(client.spec())) {
      assertEquals(-1, client.read(more));
    } else {
      client.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(200));
      assertThrows(SocketTimeoutException.class, () -> client.read(more));
    }
    Streams.writeFully(client, ByteBuffer.wrap("answer".getBytes(StandardCharsets.US_ASCII)));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void messagesAreRelayed(String from, String to) throws Exception {
    EndpointUri here = open(from, "from");
    EndpointUri there = open(to, "to");
    try (Server server =
            Server.builder(NETWORK)
                .serveMessages(there, request -> request.reply(request.payload()))
                .start();
        MessageEndpoint client = NETWORK.connectMessages(relay(here, there, server))) {
      ByteBuffer buffer = ByteBuffer.allocate(10_000);
      for (int i = 0; i < 20; i++) {
        String text = "request " + i + "x".repeat(i * 237);
        client.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        client.receive(buffer.clear());
        assertEquals(text, StandardCharsets.US_ASCII.decode(buffer.flip()).toString());
      }
      assertEquals(20, server.counters().requests());
    }
  }
}

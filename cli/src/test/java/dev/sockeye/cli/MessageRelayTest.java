package dev.sockeye.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Shutdownable;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.sctp.Sctp;
import java.io.IOException;
import java.net.SocketAddress;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Between two schemes of messages a relay passes on each as it is. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MessageRelayTest {

  private static final int COUNT = 300;

  @TempDir private Path folder;
  private Network network = Network.system();
  private Listener<MessageEndpoint> listener;
  private MessageEndpoint client;
  private MessageEndpoint server;

  private EndpointUri uri(String text, String name) {
    EndpointUri uri =
        EndpointUri.valueOf(
            text.replace("FOLDER", folder.toString())
                .replace("NAME", folder.getFileName() + "-" + name)); // relays stay: no name twice
    network
        .scheme(uri.scheme())
        .flatMap(scheme -> scheme.unavailable())
        .ifPresent(reason -> assumeTrue(false, reason));
    return uri;
  }

  private void open(String from, String to) throws Exception {
    listener = network.listenMessages(uri(to, "to"));
    String where = Schemes.withAddress(uri(to, "to"), listener.getLocalAddress());
    Shell relay = relay(from, where + options(to));
    client = network.connectMessages(listening(relay, from));
    server = listener.accept();
  }

  private Shell relay(String from, String to) {
    Shell relay = new Shell(network);
    relay.serve("relay", "--messages", uri(from, "from").toString(), to);
    return relay;
  }

  /** With the options that it listens with. */
  private EndpointUri listening(Shell relay, String from) throws Exception {
    return EndpointUri.valueOf(relay.awaitListening() + options(from));
  }

  private static String options(String uri) {
    int from = uri.indexOf('?');
    return from < 0 ? "" : uri.substring(from);
  }

  @AfterEach
  void close() throws IOException {
    for (AutoCloseable each : new AutoCloseable[] {client, server, listener}) {
      if (each != null) {
        assertDoesNotFail(each);
      }
    }
  }

  private static void assertDoesNotFail(AutoCloseable closed) throws IOException {
    try {
      closed.close();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static String receive(MessageEndpoint from) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(100_000);
    return from.receive(buffer) < 0 ? null : UTF_8.decode(buffer.flip()).toString();
  }

  /** Sends on another thread; whether that failed is for the other side to find. */
  private static CompletableFuture<Void> send(MessageEndpoint to, int length, int count) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Threads.start(
        "test",
        () -> {
          try {
            for (int i = 0; i < count; i++) {
              to.send(ByteBuffer.allocate(length + i));
            }
            done.complete(null);
          } catch (IOException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  private static void expect(MessageEndpoint from, int length, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(length + count);
    for (int i = 0; i < count; i++) {
      assertEquals(length + i, from.receive(buffer.clear()), "message " + i);
    }
  }

  private static boolean takes(MessageEndpoint endpoint, int length) throws IOException {
    return endpoint.getOption(StandardSocketOptions.SO_SNDBUF) > length + length / 8;
  }

  /** The longest that there is, and as the system's usual buffers take, with the rest empty. */
  @ParameterizedTest
  @ValueSource(strings = {"unix+seqpacket:FOLDER/NAME?SO_SNDBUF=2m", "unix:FOLDER/NAME"})
  void longMessagesStayWhole(String text) throws Exception {
    open(text, text);
    int length = text.contains("SNDBUF") && takes(client, 1 << 20) ? 1 << 20 : 180_000;
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    for (MessageEndpoint[] way : new MessageEndpoint[][] {{client, server}, {server, client}}) {
      CompletableFuture<Void> sent = send(way[0], length - 3, 4);
      for (int i = 0; i < 4; i++) {
        assertEquals(length - 3 + i, way[1].receive(buffer.clear()));
      }
      sent.get(30, TimeUnit.SECONDS);
      way[0].send(ByteBuffer.allocate(0));
      assertEquals(0, way[1].receive(buffer.clear()));
    }
  }

  /** Between unlike sides too; the server sends back each before it receives the next. */
  @ParameterizedTest
  @CsvSource({
    "unix+seqpacket:FOLDER/NAME, unix+seqpacket:FOLDER/NAME",
    "unix+seqpacket:@NAME, tcp://127.0.0.1:0",
    "tcp://127.0.0.1:0, unix+seqpacket:@NAME"
  })
  void bothWaysFull(String from, String to) throws Exception {
    open(from, to);
    CompletableFuture<Void> sent = send(client, 50_000, COUNT);
    CompletableFuture<Void> echoed = new CompletableFuture<>();
    Threads.start("test", () -> echo(server, echoed));
    expect(client, 50_000, COUNT);
    sent.get(30, TimeUnit.SECONDS);
    client.unwrap(Shutdownable.class).shutdownOutput();
    assertNull(receive(client));
    echoed.get(30, TimeUnit.SECONDS);
  }

  private static void echo(MessageEndpoint server, CompletableFuture<Void> echoed) {
    try {
      ByteBuffer buffer = ByteBuffer.allocate(60_000);
      while (server.receive(buffer.clear()) >= 0) {
        server.send(buffer.flip());
      }
      server.unwrap(Shutdownable.class).shutdownOutput();
      echoed.complete(null);
    } catch (IOException e) {
      echoed.completeExceptionally(e);
    }
  }

  /** The server answers and sends no more, while the client sends what nobody receives. */
  @ParameterizedTest
  @ValueSource(strings = {"unix+seqpacket:FOLDER/NAME", "unix+seqpacket:@NAME"})
  void anEarlyAnswerThatEnds(String text) throws Exception {
    open(text, text);
    CompletableFuture<Void> sent = send(client, 10_000, 10_000);
    assertEquals(10_000, server.receive(ByteBuffer.allocate(10_000)));
    send(server, 10_000, 10).get(30, TimeUnit.SECONDS); // which a send buffer takes whole
    server.unwrap(Shutdownable.class).shutdownOutput();
    expect(client, 10_000, 10);
    assertNull(receive(client));
    server.close();
    assertThrows(Exception.class, () -> sent.get(30, TimeUnit.SECONDS));
  }

  /** It has ended its output and gone, and the server has nothing to say to it. */
  @Test
  void aHalfClosedClientThatGoes() throws Exception {
    open("unix+seqpacket:FOLDER/NAME", "unix+seqpacket:FOLDER/NAME");
    client.unwrap(Shutdownable.class).shutdownOutput();
    assertNull(receive(server));
    client.close();
    assertThrows(
        IOException.class,
        () -> {
          while (true) {
            server.send(bytes("?"));
            Thread.sleep(10);
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://127.0.0.1:0, tcp://127.0.0.1:0",
    "sctp://127.0.0.1:0, sctp://127.0.0.1:0",
    "sctp://127.0.0.1:0, tcp://127.0.0.1:0"
  })
  void aResetStaysAReset(String from, String to) throws Exception {
    meetsReset(from, to);
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://127.0.0.1:1, sctp://127.0.0.1:2",
    "sctp://127.0.0.1:1, sctp://127.0.0.1:2",
    "sctp://127.0.0.1:1, tcp://127.0.0.1:2"
  })
  void aResetStaysAResetInMemory(String from, String to) throws Exception {
    network = MemoryNetwork.create();
    meetsReset(from, to);
  }

  private void meetsReset(String from, String to) throws Exception {
    open(from, to);
    meetsReset(client, server);
    close();
    open(from.replace(":1", ":3").replace(":327", ":127"), to);
    meetsReset(server, client);
  }

  private static void meetsReset(MessageEndpoint reader, MessageEndpoint writer)
      throws IOException {
    writer.send(bytes("half"));
    assertEquals("half", receive(reader)); // or a reset might destroy it
    writer.setOption(StandardSocketOptions.SO_LINGER, 0).close();
    assertThrows(ConnectionResetException.class, () -> receive(reader));
  }

  @Test
  void sctpKeepsWhatItsSendersSay() throws Exception {
    network = MemoryNetwork.create();
    open("sctp://127.0.0.1:1", "sctp://127.0.0.1:2");
    keepsWhatWasSaid(client, server);
    keepsWhatWasSaid(server, client);
  }

  @Test
  void sctpKeepsItInAKernelToo() throws Exception {
    open("sctp://127.0.0.1:0", "sctp://127.0.0.1:0");
    keepsWhatWasSaid(client, server);
    keepsWhatWasSaid(server, client);
  }

  private static void keepsWhatWasSaid(MessageEndpoint from, MessageEndpoint to)
      throws IOException {
    Message message =
        Message.of(bytes("setup"))
            .set(Sctp.STREAM_NUMBER, 3)
            .set(Sctp.PAYLOAD_PROTOCOL_ID, 60)
            .set(Sctp.UNORDERED, true);
    from.sendMessage(message);
    Message received = Message.allocate(100);
    to.receiveMessage(received);
    assertEquals("setup", UTF_8.decode(received.payload().flip()).toString());
    assertEquals(3, received.get(Sctp.STREAM_NUMBER));
    assertEquals(60, received.get(Sctp.PAYLOAD_PROTOCOL_ID));
    assertEquals(true, received.get(Sctp.UNORDERED));
  }

  /** Two senders, each of which has its own answers; the server sees two peers. */
  @ParameterizedTest
  @CsvSource({
    "udp://127.0.0.1:0, udp://127.0.0.1:0",
    "unix+dgram:FOLDER/NAME, unix+dgram:FOLDER/NAME",
    "unix+dgram:FOLDER/NAME, udp://127.0.0.1:0",
    "sctp+seqpacket://127.0.0.1:0, sctp+seqpacket://127.0.0.1:0"
  })
  void eachSenderOfDatagramsHasItsAnswers(String from, String to) throws Exception {
    eachHasItsAnswers(from, to);
  }

  @ParameterizedTest
  @CsvSource({
    "udp://127.0.0.1:1, udp://127.0.0.1:2",
    "sctp+seqpacket://127.0.0.1:1, sctp+seqpacket://127.0.0.1:2"
  })
  void eachHasItsAnswersInMemory(String from, String to) throws Exception {
    network = MemoryNetwork.create();
    eachHasItsAnswers(from, to);
  }

  private void eachHasItsAnswers(String from, String to) throws Exception {
    server = network.bindMessages(uri(to, "to"));
    Shell relay = relay(from, Schemes.withAddress(uri(to, "to"), server.getLocalAddress()));
    EndpointUri where = listening(relay, from);
    client = network.connectMessages(where);
    try (MessageEndpoint other = network.connectMessages(where)) {
      client.send(bytes("one"));
      SocketAddress one = answer("one");
      other.send(bytes("two"));
      SocketAddress two = answer("two");
      server.sendTo(bytes("more for two"), two);
      server.sendTo(bytes("more for one"), one);
      assertEquals("one", receive(client));
      assertEquals("more for one", receive(client));
      assertEquals("two", receive(other));
      assertEquals("more for two", receive(other));
    }
  }

  private SocketAddress answer(String expected) throws IOException {
    ByteBuffer question = ByteBuffer.allocate(100);
    SocketAddress peer = server.receiveFrom(question);
    assertEquals(expected, UTF_8.decode(question.flip().duplicate()).toString());
    server.sendTo(question, peer);
    return peer;
  }

  /** They know no end: it comes when nothing more does. */
  @Test
  void aConnectionToDatagrams() throws Exception {
    String to = "udp://127.0.0.1:0";
    server = network.bindMessages(uri(to, "to"));
    Shell relay =
        relay(
            "unix+seqpacket:FOLDER/NAME",
            Schemes.withAddress(uri(to, "to"), server.getLocalAddress()));
    client = network.connectMessages(listening(relay, "unix+seqpacket:FOLDER/NAME"));
    client.send(bytes("one"));
    client.unwrap(Shutdownable.class).shutdownOutput();
    answer("one");
    assertEquals("one", receive(client));
    assertNull(receive(client));
  }
}

package dev.sockeye.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketType;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands with messages of every kind, on a network in memory. */
@Timeout(60)
class MessagesTest {

  private final MemoryNetwork network = MemoryNetwork.create();

  @AfterEach
  void close() throws Exception {
    network.close();
  }

  /** But those that a test has to say something of, such as who answers. */
  @Test
  void demoVerifiesEveryScheme() {
    Shell shell = new Shell(network);
    shell.run("demo", "--size", "100001");
    List<SchemeInfo> schemes =
        network.schemes().stream()
            .filter(scheme -> network.loopback(scheme.scheme(), Path.of("free")).isPresent())
            .toList();
    assertTrue(schemes.size() > 20, () -> schemes.toString());
    for (SchemeInfo scheme : schemes) {
      String row =
          "(?s).*(^|\\n)" + scheme.scheme().replace("+", "\\+") + " +\\([^\\n]* verified\\n.*";
      assertTrue(shell.text().matches(row), shell.text());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "udp://127.0.0.1:7",
        "unix+seqpacket:/run/echo",
        "sctp://127.0.0.1:7",
        "sctp+seqpacket://127.0.0.1:7"
      })
  void connectGetsItsMessageBack(String uri) throws Exception {
    Shell server = new Shell(network);
    server.serve("echo", uri);
    assertEquals(uri, server.awaitListening());
    Pipe input = Pipe.open(); // with no end before the answer has come
    Shell client = new Shell(network).withInput(input.source());
    CompletableFuture<Integer> status = client.start("connect", "--wait", "300ms", uri);
    input.sink().write(UTF_8.encode("ping"));
    client.awaitOutput("ping");
    input.sink().close();
    assertEquals(ExitStatus.OK, status.get(20, TimeUnit.SECONDS), client::errors);
    assertEquals("ping", client.text(), server::errors);
  }

  /** There a shutdown of the output succeeds, but tells the peer nothing. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere there are no unix+dgram endpoints")
  void connectEndsAfterSilenceOverTheSystemsUnixDatagrams(@TempDir Path folder) throws Exception {
    EndpointUri uri = EndpointUri.valueOf("unix+dgram:" + folder.resolve("peer"));
    try (MessageEndpoint peer = Network.system().bindMessages(uri)) {
      Shell client = new Shell(Network.system()).withInput("ping".getBytes(UTF_8));
      CompletableFuture<Integer> status = client.start("connect", "--wait=300ms", uri.toString());
      ByteBuffer heard = ByteBuffer.allocate(100);
      assertEquals("ping".length(), peer.receive(heard));
      assertEquals(ExitStatus.OK, status.get(20, TimeUnit.SECONDS), client::errors);
    }
  }

  @Test
  void echoSaysThatItCannotAnswerASenderWithoutAName() throws Exception {
    Shell server = new Shell(network);
    server.serve("echo", "unix+dgram:/run/echo");
    EndpointUri uri = EndpointUri.valueOf(server.awaitListening());
    try (Endpoint socket = network.socket(Domain.AF_UNIX, SocketType.SOCK_DGRAM, Protocol.DEFAULT);
        MessageEndpoint unnamed = (MessageEndpoint) socket) {
      unnamed.connect(UnixDomainSocketAddress.of(uri.decodedAddress()));
      unnamed.send(UTF_8.encode("who am I"));
      server.awaitError("(the request came from a socket without a name.*)\n");
    }
  }

  @Test
  void listenPrintsWhatAnybodySendsAndAnswersTheLast() throws Exception {
    Pipe input = Pipe.open();
    Shell server = new Shell(network).withInput(input.source());
    CompletableFuture<Integer> status =
        server.start("listen", "--wait", "300ms", "udp://127.0.0.1:9");
    EndpointUri uri = EndpointUri.valueOf(server.awaitListening());
    try (MessageEndpoint first = network.connectMessages(uri);
        MessageEndpoint second = network.connectMessages(uri)) {
      first.send(UTF_8.encode("one "));
      second.send(UTF_8.encode("two"));
      server.awaitOutput("one two");
      input.sink().write(UTF_8.encode("answer"));
      ByteBuffer answer = ByteBuffer.allocate(100);
      assertEquals("answer".length(), second.receive(answer));
      input.sink().close();
      assertEquals(ExitStatus.OK, status.get(20, TimeUnit.SECONDS), server::errors);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "udp://127.0.0.1:9, --quit",
    "udp://127.0.0.1:9, --keep",
    "unix+dgram:/run/listen, --keep",
    "sctp+seqpacket://127.0.0.1:9, --quit"
  })
  void listenHearsAnybodyForAsLongAsItRuns(String where, String option) throws Exception {
    Shell server = new Shell(network); // whose input ends at once
    CompletableFuture<Integer> status = server.start("listen", option, where);
    EndpointUri uri = EndpointUri.valueOf(server.awaitListening());
    Duration longer = Ending.USUAL_SILENCE.multipliedBy(3).dividedBy(2);
    assertThrows(
        TimeoutException.class, () -> status.get(longer.toMillis(), TimeUnit.MILLISECONDS));
    try (MessageEndpoint client = network.connectMessages(uri)) {
      client.send(UTF_8.encode("late"));
      server.awaitOutput("late");
    }
  }

  @Test
  void whatTheLastIsNotThereForGoesToTheNext() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("unix+dgram:/run/listen");
    SocketAddress address = UnixDomainSocketAddress.of(uri.decodedAddress());
    try (Side everybody = EverybodySide.of(network.bindMessages(uri), uri);
        MessageEndpoint next = network.bindMessages(EndpointUri.valueOf("unix+dgram:/run/next"))) {
      try (MessageEndpoint gone =
          network.bindMessages(EndpointUri.valueOf("unix+dgram:/run/gone"))) {
        gone.sendTo(UTF_8.encode("one"), address);
      }
      everybody.read(ByteBuffer.allocate(100));
      CompletableFuture<Void> written = new CompletableFuture<>();
      Thread writer =
          Threads.start("test", () -> complete(written, everybody, UTF_8.encode("answer")));
      while (writer.getState() != Thread.State.WAITING && writer.isAlive()) {
        Thread.onSpinWait();
      }
      next.sendTo(UTF_8.encode("two"), address);
      everybody.read(ByteBuffer.allocate(100));
      written.get(20, TimeUnit.SECONDS);
      ByteBuffer answer = ByteBuffer.allocate(100);
      next.receive(answer);
      assertEquals("answer", UTF_8.decode(answer.flip()).toString());
    }
  }

  private static void complete(CompletableFuture<Void> written, Side peer, ByteBuffer data) {
    try {
      peer.write(data);
      written.complete(null);
    } catch (IOException e) {
      written.completeExceptionally(e);
    }
  }

  @Test
  void relayCarriesReliableMessagesAsAStreamAndRefusesDatagrams() throws Exception {
    Shell server = new Shell(network);
    server.serve("echo", "tcp://127.0.0.1:7");
    Shell relay = new Shell(network);
    relay.serve("relay", "unix:/run/relay", server.awaitListening());
    Shell client = new Shell(network).withInput(new byte[100_000]);
    assertEquals(ExitStatus.OK, client.run("connect", relay.awaitListening()));
    assertEquals(100_000, client.output().length);
    Shell refused = new Shell(network);
    assertEquals(ExitStatus.FAILED, refused.run("relay", "udp://127.0.0.1:5", "tcp://127.0.0.1:7"));
    assertTrue(refused.errors().contains("makes no stream"), refused.errors());
  }
}

package dev.sockeye.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commands that talk, with each other and with sockets of the test's own. */
@Timeout(60)
class TalkTest {

  private static final String ANY = "tcp://127.0.0.1:0";

  @Test
  void connectGetsBackFromEchoExactlyWhatItSends() throws Exception {
    byte[] data = random(3_000_001);
    Shell server = Shell.onThisHost();
    server.serve("echo", ANY);
    Shell client = Shell.onThisHost().withInput(data);
    assertEquals(ExitStatus.OK, client.run("connect", server.awaitListening()), client::errors);
    assertArrayEquals(data, client.output());
  }

  @Test
  void relayPassesOnBothWaysAndTheirEnds() throws Exception {
    byte[] data = random(3_000_001);
    Shell server = Shell.onThisHost();
    server.serve("echo", ANY);
    Shell relay = Shell.onThisHost();
    relay.serve("relay", ANY, server.awaitListening());
    Shell client = Shell.onThisHost().withInput(data);
    assertEquals(ExitStatus.OK, client.run("connect", relay.awaitListening()), client::errors);
    assertArrayEquals(data, client.output());
  }

  /** A server that is down is not a line for each client that comes. */
  @Test
  void relayTellsOfAFewOfManyWhoAreRefused() throws Exception {
    Shell relay = Shell.onThisHost();
    relay.serve("relay", ANY, "tcp://127.0.0.1:1");
    EndpointUri uri = EndpointUri.valueOf(relay.awaitListening());
    long began = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      try (StreamEndpoint client = Network.system().connectStream(uri)) {
        assertThrows(ConnectionResetException.class, () -> client.read(ByteBuffer.allocate(1)));
      }
    }
    long windows = 1 + Duration.ofNanos(System.nanoTime() - began).toSeconds() / 10;
    long lines = relay.errors().lines().count();
    assertTrue(lines <= 1 + 6 * windows, relay.errors());
  }

  @Test
  void relayOutlastsAServerThatIsNotThere() throws Exception {
    Shell relay = Shell.onThisHost();
    relay.serve("relay", ANY, "tcp://127.0.0.1:1");
    String uri = relay.awaitListening();
    for (int i = 0; i < 2; i++) {
      assertEquals(ExitStatus.FAILED, Shell.onThisHost().run("connect", uri)); // by a reset
    }
    relay.awaitError("(?s)ECONNREFUSED.*ECONNREFUSED");
    assertEquals(3, relay.errors().lines().count(), relay.errors());
  }

  @Test
  void listenTakesOneConnectionAndSendsItsInput() throws Exception {
    byte[] request = random(200_000);
    byte[] reply = random(300_000);
    Shell server = Shell.onThisHost().withInput(reply);
    CompletableFuture<Integer> status = server.start("listen", ANY);
    Shell client = Shell.onThisHost().withInput(request);
    assertEquals(ExitStatus.OK, client.run("connect", server.awaitListening()));
    assertEquals(ExitStatus.OK, status.get(20, TimeUnit.SECONDS), server::errors);
    assertArrayEquals(reply, client.output());
    assertArrayEquals(request, server.output());
  }

  @Test
  void listenKeepsOnAndGivesWhatIsLeftOfItsInputToTheNext() throws Exception {
    Pipe input = Pipe.open();
    Shell server = Shell.onThisHost().withInput(input.source());
    server.serve("listen", "--keep", "--quit", ANY);
    EndpointUri uri = EndpointUri.valueOf(server.awaitListening());
    for (String word : new String[] {"first", "second"}) {
      try (StreamEndpoint client = Network.system().connectStream(uri)) {
        Streams.writeFully(client, UTF_8.encode(word));
        Streams.writeFully(input.sink(), UTF_8.encode(word));
        ByteBuffer answer = ByteBuffer.allocate(word.length());
        Streams.readFully(client, answer);
        assertEquals(word, UTF_8.decode(answer.flip()).toString());
        client.shutdownOutput();
        assertEquals(-1, client.read(ByteBuffer.allocate(1)));
      }
    }
    assertEquals("firstsecond", new String(server.output(), UTF_8));
  }

  @Test
  void connectGoesOnSendingToAPeerThatHasEnded() throws Exception {
    Pipe input = Pipe.open();
    Shell server = Shell.onThisHost(); // whose input ends at once
    server.serve("listen", ANY);
    Shell client = Shell.onThisHost().withInput(input.source());
    CompletableFuture<Integer> status = client.start("connect", server.awaitListening());
    Streams.writeFully(input.sink(), UTF_8.encode("late"));
    input.sink().close();
    assertEquals(ExitStatus.OK, status.get(20, TimeUnit.SECONDS), client::errors);
    server.awaitOutput("late");
  }

  @Test
  void connectQuitsWithThePeerIfTold() throws Exception {
    Pipe input = Pipe.open(); // never ends
    Shell server = Shell.onThisHost().withInput("bye".getBytes(UTF_8));
    server.serve("listen", "--quit", ANY);
    Shell client = Shell.onThisHost().withInput(input.source());
    assertEquals(ExitStatus.OK, client.run("connect", "--quit", server.awaitListening()));
    assertEquals("bye", client.text());
  }

  @Test
  void echoOutlastsAConnectionThatIsBrokenOff() throws Exception {
    Shell server = Shell.onThisHost();
    server.serve("echo", ANY, "tcp4://127.0.0.1:0");
    EndpointUri uri = EndpointUri.valueOf(server.awaitListening());
    breakOff(uri);
    assertTrue(server.awaitError("(sockeye: read .*ECONNRESET.*)\n").startsWith("sockeye: "));
    Shell client = Shell.onThisHost().withInput(new byte[] {1});
    assertEquals(ExitStatus.OK, client.run("connect", uri.toString()));
    assertArrayEquals(new byte[] {1}, client.output());
  }

  private static void breakOff(EndpointUri uri) throws Exception {
    try (StreamEndpoint rude = Network.system().connectStream(uri.withOption("SO_LINGER", "0"))) {
      Streams.writeFully(rude, ByteBuffer.allocate(1));
      Streams.readFully(rude, ByteBuffer.allocate(1));
    }
  }

  @Test
  void manyConnectionsThatAreBrokenOffAreFewLines() throws Exception {
    Shell server = Shell.onThisHost();
    server.serve("echo", ANY, "tcp4://127.0.0.1:0");
    EndpointUri uri = EndpointUri.valueOf(server.awaitListening());
    for (int i = 0; i < 50; i++) {
      breakOff(uri);
    }
    String more = server.awaitError("(sockeye: \\d+ more failures like this: read .*)\n");
    assertTrue(more.contains("ECONNRESET"), more);
    assertTrue(server.errors().lines().count() < 25, server::errors);
  }

  @Test
  void outputThatNobodyReadsEndsConnect() throws Exception {
    Shell server = Shell.onThisHost();
    server.serve("echo", ANY);
    Pipe output = Pipe.open();
    output.source().close();
    Surroundings surroundings = closedOutput(output);
    int status = Main.run(surroundings, false, "connect", server.awaitListening());
    assertEquals(ExitStatus.FAILED, status);
  }

  private static Surroundings closedOutput(Pipe output) {
    java.io.PrintWriter nowhere = new java.io.PrintWriter(java.io.Writer.nullWriter());
    return new Surroundings(
        Network::system,
        Channels.newChannel(new java.io.ByteArrayInputStream(new byte[1000])),
        output.sink(),
        nowhere,
        nowhere,
        false,
        false);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}

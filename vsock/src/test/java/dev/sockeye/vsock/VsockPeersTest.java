package dev.sockeye.vsock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Shutdownable;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.local.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What wants a way to this machine: peers that are not ours, and messages that the system cuts. */
@Timeout(60)
class VsockPeersTest {

  private static final List<String> TEXTS = List.of("hello", "x".repeat(60_000), "bye");

  private final Network network = Network.system();

  @BeforeEach
  void needsLoopback() {
    Optional<String> why =
        new VsockTransport().unavailable(Vsock.SEQPACKET).or(VsockFixtures::noLoopback);
    why.ifPresent(reason -> System.out.println("Skipped: " + reason));
    assumeTrue(why.isEmpty(), () -> why.orElseThrow());
  }

  @Test
  void pythonAcceptsAStream() throws Exception {
    Process peer = python("stream");
    try (BufferedReader says = peer.inputReader(StandardCharsets.UTF_8);
        StreamEndpoint endpoint = network.connectStream(uri("vsock", says.readLine()))) {
      assertAnswers(endpoint);
    } finally {
      peer.destroyForcibly();
    }
  }

  @Test
  void pythonConnectsAStream() throws Exception {
    try (Listener<StreamEndpoint> listener = network.listenStream(uri("vsock", "0"))) {
      Process peer = python("stream", port(listener));
      try (StreamEndpoint endpoint = listener.accept()) {
        assertAnswers(endpoint);
      } finally {
        peer.destroyForcibly();
      }
    }
  }

  @Test
  void pythonAcceptsMessages() throws Exception {
    Process peer = python("seqpacket");
    try (BufferedReader says = peer.inputReader(StandardCharsets.UTF_8);
        MessageEndpoint endpoint =
            network.connectMessages(uri("vsock+seqpacket", says.readLine()))) {
      assertAnswers(endpoint);
    } finally {
      peer.destroyForcibly();
    }
  }

  @Test
  void pythonConnectsMessages() throws Exception {
    try (Listener<MessageEndpoint> listener = network.listenMessages(uri("vsock+seqpacket", "0"))) {
      Process peer = python("seqpacket", port(listener));
      try (MessageEndpoint endpoint = listener.accept()) {
        assertAnswers(endpoint);
      } finally {
        peer.destroyForcibly();
      }
    }
  }

  private static void assertAnswers(StreamEndpoint endpoint) throws IOException {
    for (String text : TEXTS) {
      endpoint.write(ascii(text));
      ByteBuffer answer = ByteBuffer.allocate(text.length());
      while (answer.hasRemaining() && endpoint.read(answer) >= 0) {}
      assertEquals(ascii(text.toUpperCase(Locale.ROOT)), answer.flip());
    }
    endpoint.shutdownOutput();
    assertEquals(-1, endpoint.read(ByteBuffer.allocate(1)));
  }

  private static void assertAnswers(MessageEndpoint endpoint) throws IOException {
    for (String text : TEXTS) {
      endpoint.send(ascii(text));
      ByteBuffer answer = ByteBuffer.allocate(65_536);
      assertEquals(endpoint.getRemoteAddress(), endpoint.receiveFrom(answer));
      assertEquals(ascii(text.toUpperCase(Locale.ROOT)), answer.flip());
    }
    endpoint.unwrap(Shutdownable.class).shutdownOutput();
    assertEquals(MessageEndpoint.END_OF_INPUT, endpoint.receive(ByteBuffer.allocate(1)));
  }

  /** Two of these fit the receiver's buffer, and a part of the third. */
  private static final int LENGTH = 100_000;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsCutEndsTheOutputAndIsNotTakenForAnotherMessage(boolean blocking) throws IOException {
    try (EndpointPair<MessageEndpoint> pair = network.pair(Vsock.SEQPACKET)) {
      MessageEndpoint sender = pair.first();
      sender.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofMillis(50));
      sender.configureBlocking(blocking);
      ByteBuffer message = ByteBuffer.allocate(LENGTH);
      assertEquals(LENGTH, sender.send(message.clear()));
      assertEquals(LENGTH, sender.send(message.clear()));
      for (int i = 0; i < 2; i++) {
        SocketException e = assertThrows(SocketException.class, () -> sender.send(message.clear()));
        assertTrue(e.getMessage().contains("sent in part"), e.getMessage());
      }
      assertEquals(0, message.position());
      ByteBuffer received = ByteBuffer.allocate(4 * LENGTH);
      assertEquals(LENGTH, pair.second().receive(received.clear()));
      assertEquals(LENGTH, pair.second().receive(received.clear()));
      assertEquals(MessageEndpoint.END_OF_INPUT, pair.second().receive(received.clear()));
    }
  }

  private static EndpointUri uri(String scheme, String port) {
    return EndpointUri.valueOf(scheme + "://1:" + port);
  }

  private static String port(Listener<?> listener) throws IOException {
    return Long.toString(((VsockAddress) listener.getLocalAddress()).port());
  }

  private static Process python(String... arguments) throws IOException {
    return Programs.python(VsockPeersTest.class, "vsock.py", arguments);
  }

  private static ByteBuffer ascii(String text) {
    return StandardCharsets.US_ASCII.encode(text);
  }
}

package dev.sockeye.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.testkit.local.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With python3's socket module for a peer, and as ss(8) sees it. */
@Timeout(60)
class MptcpPeersTest {

  private static final List<String> TEXTS = List.of("hello", "x".repeat(300_000), "bye");

  private final Network network = Network.system();

  static void assumeMptcp() {
    Optional<String> why = new MptcpTransport().unavailable(Mptcp.STREAM4);
    why.ifPresent(reason -> System.out.println("Skipped: " + reason));
    assumeTrue(why.isEmpty(), () -> why.orElseThrow());
  }

  @BeforeEach
  void needsMptcp() {
    assumeMptcp();
  }

  @ParameterizedTest
  @CsvSource({"mptcp4, 262, false", "mptcp, 262, false", "mptcp, 6, true"})
  void pythonAccepts(String scheme, String protocol, boolean fallsBack) throws Exception {
    Process peer = python(protocol);
    try (BufferedReader says = peer.inputReader(StandardCharsets.UTF_8)) {
      EndpointUri uri = EndpointUri.valueOf(scheme + "://127.0.0.1:" + says.readLine());
      try (StreamEndpoint endpoint = network.connectStream(uri)) {
        assertAnswers(endpoint);
        assertEquals(fallsBack, endpoint.getOption(Mptcp.MPTCP_INFO).fellBack());
        assertEquals(protocol, says.readLine());
      }
    } finally {
      peer.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource({"mptcp4, 262, false", "mptcp, 262, false", "mptcp4, 6, true"})
  void pythonConnects(String scheme, String protocol, boolean fallsBack) throws Exception {
    EndpointUri any = EndpointUri.valueOf(scheme + "://127.0.0.1:0");
    try (Listener<StreamEndpoint> listener = network.listenStream(any)) {
      Process peer = python(protocol, port(listener));
      try (BufferedReader says = peer.inputReader(StandardCharsets.UTF_8);
          StreamEndpoint endpoint = listener.accept()) {
        assertAnswers(endpoint);
        assertEquals(fallsBack, endpoint.getOption(Mptcp.MPTCP_INFO).fellBack());
        assertEquals(protocol, says.readLine());
      } finally {
        peer.destroyForcibly();
      }
    }
  }

  @Test
  void ssShowsTheConnectionByItsToken() throws Exception {
    EndpointUri any = EndpointUri.valueOf("mptcp4://127.0.0.1:0");
    try (Listener<StreamEndpoint> listener = network.listenStream(any);
        StreamEndpoint client = network.connectStream(any.withAddress(listener.getLocalAddress()));
        StreamEndpoint accepted = listener.accept()) {
      client.write(ByteBuffer.allocate(5));
      assertEquals(5, accepted.read(ByteBuffer.allocate(9)));
      String shown = ss();
      for (StreamEndpoint endpoint : List.of(client, accepted)) {
        int token = endpoint.getOption(Mptcp.MPTCP_INFO).token();
        assertTrue(shown.contains("token:" + Integer.toHexString(token) + " "), shown);
      }
    }
  }

  private static String ss() throws Exception {
    return Programs.run("ss", "-Mni");
  }

  private static void assertAnswers(StreamEndpoint endpoint) throws IOException {
    for (String text : TEXTS) {
      endpoint.write(ascii(text));
      ByteBuffer answer = ByteBuffer.allocate(text.length());
      Streams.readFully(endpoint, answer);
      assertEquals(ascii(text.toUpperCase(Locale.ROOT)), answer.flip());
    }
    endpoint.shutdownOutput();
    assertEquals(-1, endpoint.read(ByteBuffer.allocate(1)));
  }

  private static String port(Listener<?> listener) throws IOException {
    return Integer.toString(((InetSocketAddress) listener.getLocalAddress()).getPort());
  }

  private static Process python(String... arguments) throws IOException {
    return Programs.python(MptcpPeersTest.class, "mptcp.py", arguments);
  }

  private static ByteBuffer ascii(String text) {
    return StandardCharsets.US_ASCII.encode(text);
  }
}

package dev.sockeye.tipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Shutdownable;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.local.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that are not ours: Python's sockets, and the {@code tipc} tool. */
@Timeout(60)
class TipcPeersTest {

  private static final List<String> TEXTS = List.of("hello", "x".repeat(60_000), "bye");

  private final Network network = Network.system();
  private final TipcAddress.Service service = TipcFixtures.free();

  @BeforeEach
  void needsTipc() {
    TipcCases.needsTipc();
  }

  @Test
  void pythonAcceptsAStream() throws Exception {
    Process peer = python("stream", "listen");
    try (BufferedReader says = peer.inputReader(StandardCharsets.UTF_8)) {
      assertEquals("bound", says.readLine());
      try (StreamEndpoint endpoint = network.connectStream(uri("tipc"))) {
        assertAnswers(endpoint);
        endpoint.shutdownOutput();
      }
      assertEquals("end", says.readLine());
    } finally {
      peer.destroyForcibly();
    }
  }

  /** A close after all was read is an end to the peer too, and no break. */
  @Test
  void pythonConnectsAStream() throws Exception {
    try (Listener<StreamEndpoint> listener = network.listenStream(uri("tipc"))) {
      Process peer = python("stream", "connect");
      try (BufferedReader says = peer.inputReader(StandardCharsets.UTF_8)) {
        try (StreamEndpoint endpoint = listener.accept()) {
          assertAnswers(endpoint);
        }
        assertEquals("end", says.readLine());
      } finally {
        peer.destroyForcibly();
      }
    }
  }

  @Test
  void pythonAcceptsMessages() throws Exception {
    Process peer = python("seqpacket", "listen");
    try (BufferedReader says = peer.inputReader(StandardCharsets.UTF_8)) {
      assertEquals("bound", says.readLine());
      try (MessageEndpoint endpoint = network.connectMessages(uri("tipc+seqpacket"))) {
        assertAnswers(endpoint);
        endpoint.unwrap(Shutdownable.class).shutdownOutput();
      }
      assertEquals("end", says.readLine());
    } finally {
      peer.destroyForcibly();
    }
  }

  @Test
  void pythonConnectsMessages() throws Exception {
    try (Listener<MessageEndpoint> listener = network.listenMessages(uri("tipc+seqpacket"))) {
      Process peer = python("seqpacket", "connect");
      try (BufferedReader says = peer.inputReader(StandardCharsets.UTF_8)) {
        try (MessageEndpoint endpoint = listener.accept()) {
          assertAnswers(endpoint);
        }
        assertEquals("end", says.readLine());
      } finally {
        peer.destroyForcibly();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rdm", "dgram"})
  void pythonReceivesFromAnybody(String type) throws Exception {
    Process peer = python(type, "listen");
    try (BufferedReader says = peer.inputReader(StandardCharsets.UTF_8);
        MessageEndpoint endpoint = network.connectMessages(uri("tipc+" + type))) {
      assertEquals("bound", says.readLine());
      for (String text : TEXTS) {
        endpoint.send(ascii(text));
        assertReceives(endpoint, text.toUpperCase(Locale.ROOT));
      }
      endpoint.send(ascii("end"));
      assertEquals(0, peer.waitFor());
    } finally {
      peer.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rdm", "dgram"})
  void pythonSendsToUs(String type) throws Exception {
    try (MessageEndpoint endpoint = network.bindMessages(uri("tipc+" + type))) {
      Process peer = python(type, "connect");
      try {
        ByteBuffer first = ByteBuffer.allocate(100);
        TipcAddress.Id sender = (TipcAddress.Id) endpoint.receiveFrom(first);
        assertEquals(ascii("HELLO"), first.flip());
        for (String text : TEXTS) {
          endpoint.sendTo(ascii(text), sender);
          assertReceives(endpoint, text.toUpperCase(Locale.ROOT));
        }
        endpoint.sendTo(ascii("end"), sender);
        assertEquals(0, peer.waitFor());
      } finally {
        peer.destroyForcibly();
      }
    }
  }

  /** Its columns: type, lower, upper, scope, port and node. */
  @Test
  void theToolListsWhatIsBound() throws Exception {
    try (MessageEndpoint endpoint = network.bindMessages(uri("tipc+rdm"))) {
      TipcAddress.Range more =
          new TipcAddress.Range(service.type(), 1_000_000 + service.instance(), 0xffff_ffffL);
      Tipc.publish(endpoint, more);
      TipcAddress.Id id = (TipcAddress.Id) endpoint.getLocalAddress();
      String ofService = service.instance() + " " + service.instance() + " node";
      assertEquals(
          Set.of(
              service.type() + " " + ofService + " " + id.reference(),
              service.type() + " " + more.lower() + " 4294967295 cluster " + id.reference()),
          nameTable());
      Tipc.withdraw(endpoint, more);
      assertEquals(Set.of(service.type() + " " + ofService + " " + id.reference()), nameTable());
    }
    assertEquals(Set.of(), nameTable());
  }

  private Set<String> nameTable() throws Exception {
    Process tool =
        Programs.start(
            new ProcessBuilder("tipc", "nametable", "show")
                .redirectError(ProcessBuilder.Redirect.INHERIT));
    String text = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, tool.waitFor());
    return text.lines()
        .map(line -> line.strip().replaceAll(" +", " "))
        .filter(line -> line.startsWith(service.type() + " "))
        .collect(Collectors.toSet());
  }

  private static void assertAnswers(StreamEndpoint endpoint) throws IOException {
    for (String text : TEXTS) {
      endpoint.write(ascii(text));
      ByteBuffer answer = ByteBuffer.allocate(text.length());
      while (answer.hasRemaining() && endpoint.read(answer) >= 0) {}
      assertEquals(ascii(text.toUpperCase(Locale.ROOT)), answer.flip());
    }
  }

  private static void assertAnswers(MessageEndpoint endpoint) throws IOException {
    for (String text : TEXTS) {
      endpoint.send(ascii(text));
      assertReceives(endpoint, text.toUpperCase(Locale.ROOT));
    }
  }

  private static void assertReceives(MessageEndpoint endpoint, String text) throws IOException {
    ByteBuffer answer = ByteBuffer.allocate(65_536);
    assertTrue(endpoint.receive(answer) >= 0);
    assertEquals(ascii(text), answer.flip());
  }

  private EndpointUri uri(String scheme) {
    return EndpointUri.valueOf(scheme + ":" + service);
  }

  private Process python(String type, String call) throws IOException {
    return Programs.python(
        TipcPeersTest.class, "tipc.py", type, call, "" + service.instance(), "" + service.type());
  }

  private static ByteBuffer ascii(String text) {
    return StandardCharsets.US_ASCII.encode(text);
  }
}

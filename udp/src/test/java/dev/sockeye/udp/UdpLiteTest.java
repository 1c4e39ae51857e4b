package dev.sockeye.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.testkit.local.Namespace;
import dev.sockeye.testkit.local.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What UDP-Lite has and UDP has not; also with python3's socket module for a peer. */
@Timeout(60)
class UdpLiteTest {

  private final Network network = Network.system();

  @BeforeEach
  void needsUdplite() {
    Optional<String> why = new UdpliteTransport().unavailable(Udplite.DATAGRAM4);
    why.ifPresent(reason -> System.out.println("Skipped: " + reason));
    assumeTrue(why.isEmpty(), () -> why.orElseThrow());
  }

  private MessageEndpoint bound(String options) throws IOException {
    return network.bindMessages(EndpointUri.valueOf("udplite4://127.0.0.1:0" + options));
  }

  @Test
  void itsPortsAreNotThoseOfUdp() throws IOException {
    try (MessageEndpoint lite = bound("");
        MessageEndpoint udp = network.socket(Udp.DATAGRAM4)) {
      udp.bind(lite.getLocalAddress());
      assertEquals(lite.getLocalAddress(), udp.getLocalAddress());
    }
  }

  @Test
  void whatIsCoveredTooLittleIsDropped() throws IOException {
    try (MessageEndpoint receiver = bound("?UDPLITE_RECV_CSCOV=20&SO_RCVTIMEO=10s");
        MessageEndpoint sender = network.socket(Udplite.DATAGRAM4)) {
      sender.connect(receiver.getLocalAddress());
      sender.setOption(Udplite.UDPLITE_SEND_CSCOV, 8);
      sender.send(utf8("covers the header alone"));
      sender.setOption(Udplite.UDPLITE_SEND_CSCOV, 20);
      sender.send(utf8("covers twelve bytes too"));
      ByteBuffer buffer = ByteBuffer.allocate(100);
      receiver.receive(buffer);
      assertEquals(utf8("covers twelve bytes too"), buffer.flip());
      receiver.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(20));
      assertThrows(SocketTimeoutException.class, () -> receiver.receive(buffer.clear()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1, 7, 65_536})
  void aCoverageThatTheHeaderDoesNotHaveIsRefused(int coverage) throws IOException {
    try (MessageEndpoint endpoint = network.socket(Udplite.DATAGRAM4)) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> endpoint.setOption(Udplite.UDPLITE_SEND_CSCOV, coverage));
      assertTrue(e.getMessage().contains("UDPLITE_SEND_CSCOV is 0 for all"), e.getMessage());
      assertEquals(0, endpoint.getOption(Udplite.UDPLITE_SEND_CSCOV));
    }
  }

  @ParameterizedTest
  @CsvSource({"udplite4, 127.0.0.1, 127.0.0.1", "udplite, 127.0.0.1, 127.0.0.1"})
  void pythonAnswers(String scheme, String host, String inUri) throws Exception {
    Process peer = Programs.python(UdpLiteTest.class, "udplite.py", host);
    try (BufferedReader says = peer.inputReader(StandardCharsets.UTF_8)) {
      String uri = scheme + "://" + inUri + ":" + says.readLine() + "?SO_RCVTIMEO=10s";
      try (MessageEndpoint endpoint = network.connectMessages(EndpointUri.valueOf(uri))) {
        endpoint.setOption(Udplite.UDPLITE_SEND_CSCOV, 8);
        for (String text : new String[] {"", "hello", "x".repeat(60_000)}) {
          endpoint.send(utf8(text));
          ByteBuffer answer = ByteBuffer.allocate(65_536);
          InetSocketAddress from = (InetSocketAddress) endpoint.receiveFrom(answer);
          assertEquals(endpoint.getRemoteAddress(), from);
          assertEquals(utf8(text.toUpperCase(Locale.ROOT)), answer.flip());
        }
      }
    } finally {
      peer.destroyForcibly();
    }
  }

  /** Receives on a socket of both from one of IPv4, and answers over one of both. */
  public static final class Program {

    private Program() {}

    /**
     * Runs the program.
     *
     * @param none unused
     * @throws IOException if IPv4 is not taken
     */
    public static void main(String[] none) throws IOException {
      EndpointUri any = EndpointUri.valueOf("udplite://[::]:0?SO_RCVTIMEO=5s");
      try (MessageEndpoint both = Network.system().bindMessages(any)) {
        int port = ((InetSocketAddress) both.getLocalAddress()).getPort();
        for (String scheme : List.of("udplite4", "udplite")) {
          EndpointUri peer = EndpointUri.valueOf(scheme + "://127.0.0.1:" + port);
          try (MessageEndpoint sender = Network.system().connectMessages(peer)) {
            sender.send(utf8(scheme));
            System.out.println(scheme + " " + both.receive(ByteBuffer.allocate(10)));
          }
        }
      }
    }
  }

  /** As the JDK's sockets, {@code net.ipv6.bindv6only} or not. */
  @Test
  void ofBothTakesIpv4WhateverTheHostSaysOfIpv6() throws Exception {
    String alone = "ip link set lo up && echo 1 > /proc/sys/net/ipv6/bindv6only";
    Namespace.assumeMade(alone);
    assertEquals("udplite4 8\nudplite 7", Namespace.java(alone, Program.class, List.of()));
  }

  private static ByteBuffer utf8(String text) {
    return StandardCharsets.UTF_8.encode(text);
  }
}

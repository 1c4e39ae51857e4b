package dev.sockeye.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.InetOptions;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.testkit.local.Options;
import dev.sockeye.testkit.local.Programs;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints of both families that leave IPv4 to another, with python3 for a peer. */
@Timeout(60)
class V6OnlyTest {

  private static final String PEER =
      """
      import socket, sys
      for family, host in (socket.AF_INET6, '::1'), (socket.AF_INET, '127.0.0.1'):
          s = socket.socket(family, socket.SOCK_DGRAM, int(sys.argv[1]))
          s.settimeout(20)
          s.sendto(b'x', (host, int(sys.argv[2])))
          print(s.recv(9).decode(), end=' ')
      """;

  private final Network network = Network.system();

  private MessageEndpoint bind(String uri) throws IOException {
    return network.bindMessages(EndpointUri.valueOf(uri));
  }

  private void needsNativeCalls(String scheme) throws IOException {
    for (String each : List.of(scheme, scheme + '4', scheme + '6')) {
      Optional<String> why = network.scheme(each).flatMap(SchemeInfo::unavailable);
      why.ifPresent(reason -> System.out.println("Skipped: " + reason));
      assumeTrue(why.isEmpty(), () -> why.orElseThrow());
    }
    try (MessageEndpoint probe = network.socket(Udp.DATAGRAM)) {
      Options.require(probe, InetOptions.IPV6_V6ONLY);
    }
  }

  private static int port(MessageEndpoint endpoint) throws IOException {
    return ((InetSocketAddress) endpoint.getLocalAddress()).getPort();
  }

  private static Process python(int protocol, int port) {
    return Programs.start(
        new ProcessBuilder(
                "python3", "-c", PEER, Integer.toString(protocol), Integer.toString(port))
            .redirectErrorStream(true));
  }

  private static void answer(MessageEndpoint endpoint, String answer) throws IOException {
    SocketAddress peer = endpoint.receiveFrom(ByteBuffer.allocate(9));
    endpoint.sendTo(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)), peer);
  }

  @ParameterizedTest
  @CsvSource({"udp, 17", "udp6, 17", "udplite, 136", "udplite6, 136"})
  void eachFamilyHasAnEndpointOfItsOwn(String scheme, int protocol) throws Exception {
    String name = scheme.replace("6", "");
    needsNativeCalls(name);
    try (MessageEndpoint ofV6 = bind(scheme + "://[::]:0?IPV6_V6ONLY=true&SO_RCVTIMEO=20s");
        MessageEndpoint ofV4 = bind(name + "4://0.0.0.0:" + port(ofV6) + "?SO_RCVTIMEO=20s")) {
      assertTrue(ofV6.getOption(InetOptions.IPV6_V6ONLY));
      Process python = python(protocol, port(ofV6));
      answer(ofV6, "six");
      answer(ofV4, "four");
      String told = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals("six four", told.strip());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "udplite"})
  void unlessSetItTakesBoth(String scheme) throws IOException {
    needsNativeCalls(scheme);
    try (MessageEndpoint ofBoth = bind(scheme + "://[::]:0")) {
      assertFalse(ofBoth.getOption(InetOptions.IPV6_V6ONLY));
      int taken = port(ofBoth);
      assertThrows(BindException.class, () -> bind(scheme + "4://0.0.0.0:" + taken));
    }
  }
}

package dev.sockeye.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.InetOptions;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.local.Options;
import dev.sockeye.testkit.local.Programs;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners of both families that leave IPv4 to another, with python3 for a peer. */
@Timeout(60)
class V6OnlyTest {

  private static final String PEER =
      """
      import socket, sys
      for host in ('::1', '127.0.0.1'):
          with socket.create_connection((host, int(sys.argv[1])), 20) as s:
              print(s.recv(9).decode(), end=' ')
      """;

  private final Network network = Network.system();

  private void needsNativeCalls(String scheme) throws IOException {
    for (String each : List.of(scheme, scheme + '4', scheme + '6')) {
      Optional<String> why = network.scheme(each).flatMap(SchemeInfo::unavailable);
      why.ifPresent(reason -> System.out.println("Skipped: " + reason));
      assumeTrue(why.isEmpty(), () -> why.orElseThrow());
    }
    try (StreamEndpoint probe = network.socket(Tcp.STREAM)) {
      Options.require(probe, InetOptions.IPV6_V6ONLY);
    }
  }

  private Listener<StreamEndpoint> listen(String uri) throws IOException {
    return network.listenStream(EndpointUri.valueOf(uri));
  }

  private static int port(Listener<?> listener) throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  private static Process python(int port) {
    return Programs.start(
        new ProcessBuilder("python3", "-c", PEER, Integer.toString(port))
            .redirectErrorStream(true));
  }

  private static void greet(Listener<StreamEndpoint> listener, String greeting) throws IOException {
    try (StreamEndpoint accepted = listener.accept()) {
      accepted.write(ByteBuffer.wrap(greeting.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "tcp6", "mptcp", "mptcp6"})
  void eachFamilyHasAListenerOfItsOwn(String scheme) throws Exception {
    String name = scheme.replace("6", "");
    needsNativeCalls(name);
    try (Listener<StreamEndpoint> ofV6 = listen(scheme + "://[::]:0?IPV6_V6ONLY=true");
        Listener<StreamEndpoint> ofV4 = listen(name + "4://0.0.0.0:" + port(ofV6))) {
      assertTrue(ofV6.getOption(InetOptions.IPV6_V6ONLY));
      Process python = python(port(ofV6));
      greet(ofV6, "six");
      greet(ofV4, "four");
      String told = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals("six four", told.strip());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "mptcp"})
  void unlessSetItTakesBoth(String scheme) throws IOException {
    needsNativeCalls(scheme);
    try (Listener<StreamEndpoint> ofBoth = listen(scheme + "://[::]:0")) {
      assertFalse(ofBoth.getOption(InetOptions.IPV6_V6ONLY));
      int taken = port(ofBoth);
      assertThrows(BindException.class, () -> listen(scheme + "4://0.0.0.0:" + taken));
      IOException late =
          assertThrows(IOException.class, () -> ofBoth.setOption(InetOptions.IPV6_V6ONLY, true));
      assertEquals(Errno.EINVAL, Errno.of(late).orElse(null), late::getMessage);
    }
  }
}

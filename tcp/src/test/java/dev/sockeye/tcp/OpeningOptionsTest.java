package dev.sockeye.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.InetOptions;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.TcpInfo;
import dev.sockeye.testkit.local.Namespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Options that have to be set before a socket is bound or connected. */
@Timeout(60)
class OpeningOptionsTest {

  private final Network network = Network.system();

  @BeforeEach
  void needsNativeCalls() throws IOException {
    try (StreamEndpoint probe = network.socket(Tcp.STREAM)) {
      boolean there = probe.supportedOptions().contains(InetOptions.TCP_FASTOPEN_CONNECT);
      assumeTrue(there, "no native calls here, or not Linux");
    }
  }

  private Listener<StreamEndpoint> listen(String uri) throws IOException {
    return network.listenStream(EndpointUri.valueOf(uri));
  }

  private static int port(Listener<?> listener) throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  @Test
  void socketsOfIpv4HaveNoSuchOption() throws IOException {
    try (StreamEndpoint endpoint = network.socket(Tcp.STREAM4)) {
      assertFalse(endpoint.supportedOptions().contains(InetOptions.IPV6_V6ONLY));
      assertThrows(
          UnsupportedOperationException.class,
          () -> endpoint.setOption(InetOptions.IPV6_V6ONLY, true));
    }
  }

  @Test
  void theQueueOfFastOpenIsTheListeners() throws IOException {
    try (Listener<StreamEndpoint> listener = listen("tcp4://127.0.0.1:0?TCP_FASTOPEN=16");
        StreamEndpoint client =
            network.connectStream(
                EndpointUri.valueOf("tcp4://127.0.0.1:" + port(listener) + "?TCP_FASTOPEN=16"))) {
      assertEquals(16, listener.getOption(InetOptions.TCP_FASTOPEN));
      assertFalse(client.supportedOptions().contains(InetOptions.TCP_FASTOPEN));
    }
  }

  /** The first connection gets the cookie; the next has its data in the first segment. */
  @Test
  void theFirstSegmentCarriesData() throws Exception {
    String setUp = "ip link set lo up && echo 3 >/proc/sys/net/ipv4/tcp_fastopen";
    Namespace.assumeMade(setUp);
    String told = Namespace.java(setUp, FastOpen.class, List.of());
    assertEquals("ESTABLISHED hello 0\nSYN_SENT hello 1", told);
  }

  /** Connects and writes twice; prints the state in between, what came and the kernel's counter. */
  static final class FastOpen {

    private FastOpen() {}

    public static void main(String[] arguments) throws IOException {
      Network network = Network.system();
      EndpointUri where = EndpointUri.valueOf("tcp4://127.0.0.1:0");
      try (Listener<StreamEndpoint> listener =
          network.listenStream(where.withOption("TCP_FASTOPEN", "16"))) {
        EndpointUri uri =
            where
                .withAddress(listener.getLocalAddress())
                .withOption("TCP_FASTOPEN_CONNECT", "true");
        for (int i = 0; i < 2; i++) {
          try (StreamEndpoint client = network.connectStream(uri)) {
            TcpInfo.State before = client.getOption(InetOptions.TCP_INFO).state();
            client.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
            try (StreamEndpoint accepted = listener.accept()) {
              ByteBuffer came = ByteBuffer.allocate(5);
              Streams.readFully(accepted, came);
              System.out.println(
                  before
                      + " "
                      + new String(came.array(), StandardCharsets.UTF_8)
                      + " "
                      + passive());
            }
          }
        }
      }
    }

    /** TCPFastOpenPassive of /proc/net/netstat: names in one line, numbers in the next. */
    private static String passive() throws IOException {
      List<String[]> lines =
          Files.readAllLines(Path.of("/proc/net/netstat")).stream()
              .filter(line -> line.startsWith("TcpExt:"))
              .map(line -> line.split(" "))
              .collect(Collectors.toList());
      return lines.get(1)[Arrays.asList(lines.get(0)).indexOf("TCPFastOpenPassive")];
    }
  }
}

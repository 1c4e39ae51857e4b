package dev.sockeye.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.Watchdog;
import dev.sockeye.testkit.local.Namespace;
import dev.sockeye.testkit.local.Programs;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What MPTCP has and TCP has not, and what the JDK's channels are under it. */
@ExtendWith(Watchdog.class)
class MptcpTest {

  private final Network network = Network.system();

  private static EndpointUri uri(String scheme, Listener<?> listener) throws IOException {
    int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
    String host = scheme.endsWith("6") ? "[::1]" : "127.0.0.1";
    return EndpointUri.valueOf(scheme + "://" + host + ":" + port);
  }

  private Listener<StreamEndpoint> listen(String uri) throws IOException {
    return network.listenStream(EndpointUri.valueOf(uri));
  }

  private static void assertTalk(StreamEndpoint one, StreamEndpoint other) throws IOException {
    one.write(ByteBuffer.allocate(5));
    assertEquals(5, other.read(ByteBuffer.allocate(9)));
  }

  @Test
  void aSocketIsOpenedByItsTriple() throws Exception {
    MptcpPeersTest.assumeMptcp();
    try (Endpoint endpoint =
        network.socket(Domain.AF_INET, SocketType.SOCK_STREAM, Mptcp.IPPROTO_MPTCP)) {
      assertSame(Mptcp.STREAM4, endpoint.spec());
      assertTrue(endpoint.unwrap(SocketChannel.class).isOpen());
    }
  }

  @Test
  void aConnectionOfTwoIsToldAsSuch() throws Exception {
    MptcpPeersTest.assumeMptcp();
    for (SocketSpec<StreamEndpoint> spec : List.of(Mptcp.STREAM, Mptcp.STREAM4)) {
      try (EndpointPair<StreamEndpoint> pair = network.pair(spec)) {
        assertTalk(pair.first(), pair.second());
        assertTalk(pair.second(), pair.first());
        MptcpInfo first = pair.first().getOption(Mptcp.MPTCP_INFO);
        MptcpInfo second = pair.second().getOption(Mptcp.MPTCP_INFO);
        assertFalse(first.fellBack() || second.fellBack(), first + " " + second);
        assertEquals(MptcpInfo.REMOTE_KEY_RECEIVED, first.flags());
        assertNotEquals(0, first.token());
        assertEquals(first.rcvNxt(), second.writeSeq());
        assertEquals(0, first.subflows());
      }
    }
  }

  @Test
  void whatIsNotConnectedIsNeitherMptcpNorFallenBack() throws Exception {
    MptcpPeersTest.assumeMptcp();
    try (StreamEndpoint endpoint = network.socket(Mptcp.STREAM)) {
      MptcpInfo info = endpoint.getOption(Mptcp.MPTCP_INFO);
      assertEquals(0, info.flags());
      assertEquals(0, info.token());
    }
  }

  @ParameterizedTest
  @CsvSource({"mptcp4, tcp4", "tcp4, mptcp4", "mptcp, tcp", "tcp, mptcp"})
  void withTcpOnTheOtherSideItIsTcp(String passive, String active) throws Exception {
    MptcpPeersTest.assumeMptcp();
    try (Listener<StreamEndpoint> listener = listen(passive + "://127.0.0.1:0");
        StreamEndpoint client = network.connectStream(uri(active, listener));
        StreamEndpoint accepted = listener.accept()) {
      StreamEndpoint mptcp = passive.startsWith("m") ? accepted : client;
      assertTalk(client, accepted);
      assertTalk(accepted, client);
      assertEquals(MptcpInfo.FELL_BACK, mptcp.getOption(Mptcp.MPTCP_INFO));
      assertTrue(mptcp.getOption(Mptcp.MPTCP_INFO).fellBack());
      StreamEndpoint tcp = mptcp == client ? accepted : client;
      assertThrows(UnsupportedOperationException.class, () -> tcp.getOption(Mptcp.MPTCP_INFO));
    }
  }

  @Test
  void anyHostIsReachedByBothFamilies() throws Exception {
    MptcpPeersTest.assumeMptcp();
    try (Listener<StreamEndpoint> listener = listen("mptcp://:0")) {
      for (String scheme : List.of("mptcp4", "mptcp6", "mptcp", "tcp4")) {
        if (network.scheme(scheme).orElseThrow().unavailable().isEmpty()) {
          try (StreamEndpoint client = network.connectStream(uri(scheme, listener));
              StreamEndpoint accepted = listener.accept()) {
            assertTalk(client, accepted);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TCP_QUICKACK", "SO_OOBINLINE", "IP_TOS", "SO_REUSEADDR"})
  void whatTheSystemRefusesIsNoOption(String name) throws Exception {
    MptcpPeersTest.assumeMptcp();
    try (EndpointPair<StreamEndpoint> tcp = network.pair(Tcp.STREAM);
        EndpointPair<StreamEndpoint> mptcp = network.pair(Mptcp.STREAM)) {
      Optional<SocketOption<?>> option =
          tcp.first().supportedOptions().stream().filter(o -> o.name().equals(name)).findAny();
      assertTrue(option.isPresent(), "TCP has no " + name);
      assertFalse(mptcp.first().supportedOptions().contains(option.get()));
      assertThrows(
          UnsupportedOperationException.class, () -> mptcp.first().getOption(option.get()));
    }
  }

  @Test
  void itsOptionCannotBeSet() throws Exception {
    MptcpPeersTest.assumeMptcp();
    try (StreamEndpoint endpoint = network.socket(Mptcp.STREAM)) {
      Set<SocketOption<?>> options = endpoint.supportedOptions();
      assertTrue(options.contains(Mptcp.MPTCP_INFO) && options.contains(SO_REUSEADDR));
      assertThrows(
          UnsupportedOperationException.class,
          () -> endpoint.setOption(Mptcp.MPTCP_INFO, MptcpInfo.FELL_BACK));
    }
  }

  private static final SocketOption<Boolean> SO_REUSEADDR = StandardSocketOptions.SO_REUSEADDR;

  /** The JDK sets it on its own; the system refuses it on what is accepted. */
  @Test
  void aListenerReusesItsAddressAndItsConnectionsDoNotMind() throws Exception {
    MptcpPeersTest.assumeMptcp();
    try (Listener<StreamEndpoint> listener =
            listen("mptcp4://127.0.0.1:0?SO_REUSEADDR=true&SO_REUSEPORT=true");
        Listener<StreamEndpoint> plain = listen("mptcp4://127.0.0.1:0");
        StreamEndpoint client = network.connectStream(uri("mptcp4", listener));
        StreamEndpoint accepted = listener.accept()) {
      assertTalk(client, accepted);
      assertTrue(listener.getOption(SO_REUSEADDR) && plain.getOption(SO_REUSEADDR));
    }
  }

  /** Tells why there is no MPTCP, and that there is TCP. */
  public static final class Program {

    private Program() {}

    /**
     * Runs the program.
     *
     * @param none unused
     * @throws IOException if TCP does not work
     */
    public static void main(String[] none) throws IOException {
      new TcpTransport().pair(Tcp.STREAM).close();
      MptcpTransport mptcp = new MptcpTransport();
      System.out.println(mptcp.unavailable(Mptcp.STREAM).orElse("here"));
      try {
        mptcp.socket(Mptcp.STREAM).close();
      } catch (UnsupportedOperationException | IOException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void withoutNativeCallsTheArtifactIsNamed() throws Exception {
    String withoutPosix =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.matches("(.*[/-])?posix\\b.*"))
            .collect(Collectors.joining(File.pathSeparator));
    String why =
        "MPTCP needs native calls: add dev.sockeye:sockeye-posix to the class path, or the module"
            + " dev.sockeye.posix";
    List<String> command = Namespace.javaCommand(Program.class, withoutPosix, List.of());
    String told = Programs.run(command.toArray(String[]::new));
    assertEquals(why + "\n" + why, told);
  }

  @Test
  void whereItIsSwitchedOffTheSwitchIsNamed() throws Exception {
    MptcpPeersTest.assumeMptcp();
    String off = "ip link set lo up\necho 0 > /proc/sys/net/mptcp/enabled\n";
    Namespace.assumeMade(off);
    String told = Namespace.java(off, Program.class, List.of());
    assertEquals(
        """
        MPTCP is switched off in this network namespace (ENOPROTOOPT): sysctl -w\
         net.mptcp.enabled=1
        socket mptcp: Protocol not available (ENOPROTOOPT)""",
        told);
  }
}

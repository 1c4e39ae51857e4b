package dev.sockeye.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.InetOptions;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.RawOption;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.TcpInfo;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The options that native calls add to the JDK's channels, as other programs see them. */
@Timeout(60)
class InetOptionsTest {

  private static final String USER_TIMEOUT = "6:18:0";
  private static final String CONGESTION = "6:13:16";
  private static final String PRIORITY = "1:12:0";
  private static final String MARK = "1:36:0";
  private static final String DEVICE = "1:25:16";

  private final Network network = Network.system();

  @TempDir Path folder;

  @BeforeEach
  void needsNativeCalls() throws IOException {
    try (StreamEndpoint probe = network.socket(Tcp.STREAM)) {
      boolean there = probe.supportedOptions().contains(InetOptions.TCP_USER_TIMEOUT);
      assumeTrue(there, "no native calls here, or not Linux");
    }
  }

  private static InetSocketAddress address(Listener<?> listener) throws IOException {
    return (InetSocketAddress) listener.getLocalAddress();
  }

  private static int port(StreamEndpoint endpoint) throws IOException {
    return ((InetSocketAddress) endpoint.getLocalAddress()).getPort();
  }

  private Listener<StreamEndpoint> listen(String options) throws IOException {
    return network.listenStream(EndpointUri.valueOf("tcp4://127.0.0.1:0" + options));
  }

  private StreamEndpoint connect(Listener<?> listener, String options) throws IOException {
    return network.connectStream(
        EndpointUri.valueOf("tcp4://127.0.0.1:" + address(listener).getPort() + options));
  }

  /** Asks python3, which borrows the socket. */
  private List<String> seen(int port, String... options) throws Exception {
    Path script = folder.resolve("options.py");
    if (!Files.exists(script)) {
      try (InputStream source = InetOptionsTest.class.getResourceAsStream("options.py")) {
        Files.copy(source, script);
      }
    }
    List<String> command = new ArrayList<>(List.of("python3", script.toString()));
    command.add(Long.toString(ProcessHandle.current().pid()));
    command.add(Integer.toString(port));
    command.addAll(List.of(options));
    List<String> told = run(command);
    assumeTrue(!told.equals(List.of("EPERM")), "this user may not borrow a descriptor");
    return told;
  }

  private static List<String> run(List<String> command) throws Exception {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      assumeTrue(false, "no " + command.get(0) + ": " + e.getMessage());
      throw e;
    }
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .collect(Collectors.toList());
    process.waitFor();
    return lines;
  }

  @Test
  void areWhatPythonSees() throws Exception {
    String options = "?TCP_USER_TIMEOUT=5s&TCP_CONGESTION=reno&SO_PRIORITY=3&SO_BINDTODEVICE=lo";
    try (Listener<StreamEndpoint> listener = listen("");
        StreamEndpoint client = connect(listener, options)) {
      assertEquals(
          List.of("5000", "reno", "3", "lo"),
          seen(port(client), USER_TIMEOUT, CONGESTION, PRIORITY, DEVICE));
      assertEquals(Duration.ofSeconds(5), client.getOption(InetOptions.TCP_USER_TIMEOUT));
    }
  }

  @Test
  void theDeviceIsWhatSsShows() throws Exception {
    try (Listener<StreamEndpoint> listener = listen("?SO_BINDTODEVICE=lo")) {
      int port = address(listener).getPort();
      String told = String.join("\n", run(List.of("ss", "-tlnH", "sport", "=", ":" + port)));
      assertTrue(told.contains("127.0.0.1%lo:" + port), told);
    }
  }

  @Test
  void aMarkIsSetByWhoeverMay() throws Exception {
    try (Listener<StreamEndpoint> listener = listen("");
        StreamEndpoint client = connect(listener, "")) {
      try {
        client.setOption(InetOptions.SO_MARK, 0x2a);
      } catch (SocketErrnoException e) {
        assertEquals(Errno.EPERM, e.errno());
        return;
      }
      assertEquals(List.of("42"), seen(port(client), MARK));
    }
  }

  @Test
  void aListenerPassesThemOn() throws Exception {
    String options =
        "?TCP_USER_TIMEOUT=1500ms&TCP_CONGESTION=reno&SO_PRIORITY=4&SO_BINDTODEVICE=lo";
    try (Listener<StreamEndpoint> listener = listen(options);
        StreamEndpoint client = connect(listener, "");
        StreamEndpoint accepted = listener.accept()) {
      assertEquals(Duration.ofMillis(1500), listener.getOption(InetOptions.TCP_USER_TIMEOUT));
      assertEquals(Duration.ofMillis(1500), accepted.getOption(InetOptions.TCP_USER_TIMEOUT));
      assertEquals("reno", accepted.getOption(InetOptions.TCP_CONGESTION));
      assertEquals(4, accepted.getOption(InetOptions.SO_PRIORITY));
      assertEquals("lo", accepted.getOption(InetOptions.SO_BINDTODEVICE));
      assertEquals(Duration.ZERO, client.getOption(InetOptions.TCP_USER_TIMEOUT));
      assertEquals(0, client.getOption(InetOptions.SO_PRIORITY));
    }
  }

  @Test
  void anyOptionIsReadAndSetByItsNumber() throws Exception {
    RawOption timeout = new RawOption(6, 18, 4);
    byte[] second = {(byte) 0xe8, 3, 0, 0};
    try (Listener<StreamEndpoint> listener = listen("");
        StreamEndpoint client = connect(listener, "")) {
      client.setOption(timeout, second);
      assertEquals(Duration.ofSeconds(1), client.getOption(InetOptions.TCP_USER_TIMEOUT));
      assertArrayEquals(second, client.getOption(timeout));
      assertEquals(6, listener.getOption(new RawOption(1, 38, 64))[0]); // SO_PROTOCOL
      assertEquals(4, listener.getOption(new RawOption(1, 38, 64)).length);
      assertErrno(Errno.ENOPROTOOPT, () -> client.getOption(new RawOption(6, 9999, 4)));
    }
  }

  @Test
  void tellWhatTheSystemKnowsOfAConnection() throws Exception {
    try (Listener<StreamEndpoint> listener = listen("");
        StreamEndpoint client = connect(listener, "");
        StreamEndpoint accepted = listener.accept()) {
      client.write(ByteBuffer.allocate(1000));
      Streams.readFully(accepted, ByteBuffer.allocate(1000));
      accepted.write(ByteBuffer.allocate(300));
      Streams.readFully(client, ByteBuffer.allocate(300));

      TcpInfo info = client.getOption(InetOptions.TCP_INFO);
      assertEquals(TcpInfo.State.ESTABLISHED, info.state());
      assertEquals(TcpInfo.State.LISTEN, listener.getOption(InetOptions.TCP_INFO).state());
      assertEquals(1000, info.bytesSent());
      assertEquals(300, info.bytesReceived());
      assertEquals(0, info.totalRetransmits());
      String told = ss(port(client));
      assertSameAsSs(info, told);
      long sent = Long.parseLong(shown(told, " segs_out:(\\d+)"));
      assertTrue(info.segmentsSent() <= sent, told); // a delayed acknowledgement may have followed
      assertTrue(client.getOption(InetOptions.TCP_INFO).segmentsSent() >= sent, told);

      accepted.shutdownOutput();
      assertEquals(-1, client.read(ByteBuffer.allocate(1)));
      assertEquals(TcpInfo.State.CLOSE_WAIT, client.getOption(InetOptions.TCP_INFO).state());
      assertThrows(
          UnsupportedOperationException.class, () -> client.setOption(InetOptions.TCP_INFO, info));
    }
  }

  @Test
  void areReadAfterThePeerHasBrokenOff() throws Exception {
    try (Listener<StreamEndpoint> listener = listen("");
        StreamEndpoint client = connect(listener, "")) {
      StreamEndpoint accepted = listener.accept();
      accepted.setOption(StandardSocketOptions.SO_LINGER, 0);
      accepted.close();
      assertThrows(IOException.class, () -> client.read(ByteBuffer.allocate(1)));
      assertEquals(TcpInfo.State.CLOSE, client.getOption(InetOptions.TCP_INFO).state());
    }
  }

  private static String ss(int port) throws Exception {
    return String.join(" ", run(List.of("ss", "-tniH", "sport", "=", ":" + port)));
  }

  private static void assertSameAsSs(TcpInfo info, String told) {
    assertEquals(info.sendMss(), Integer.parseInt(shown(told, " mss:(\\d+)")), told);
    assertEquals(info.pathMtu(), Integer.parseInt(shown(told, " pmtu:(\\d+)")), told);
    assertEquals(info.congestionWindow(), Integer.parseInt(shown(told, " cwnd:(\\d+)")), told);
    assertEquals(millis(info.roundTripTime()), shown(told, " rtt:([0-9.]+)/"), told);
    assertEquals(millis(info.roundTripVariation()), shown(told, " rtt:[0-9.]+/([0-9.]+)"), told);
    assertEquals(millis(info.minRoundTripTime()), shown(told, " minrtt:([0-9.]+)"), told);
    assertEquals(millis(info.retransmissionTimeout()), shown(told, " rto:([0-9.]+)"), told);
    assertEquals(info.bytesReceived(), Long.parseLong(shown(told, " bytes_received:(\\d+)")), told);
    assertEquals(info.segmentsReceived(), Long.parseLong(shown(told, " segs_in:(\\d+)")), told);
    assertEquals(info.peerWindow(), Long.parseLong(shown(told, " snd_wnd:(\\d+)")), told);
  }

  private static String shown(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertTrue(matcher.find(), () -> pattern + " is not in " + text);
    return matcher.group(1);
  }

  /** As ss writes them, without zeros at the end. */
  private static String millis(Duration time) {
    return BigDecimal.valueOf(time.toNanos() / 1000, 3).stripTrailingZeros().toPlainString();
  }

  @Test
  void whatTheSystemRefusesIsTold() throws Exception {
    try (Listener<StreamEndpoint> listener = listen("");
        StreamEndpoint client = connect(listener, "")) {
      assertErrno(
          Errno.ENODEV, () -> client.setOption(InetOptions.SO_BINDTODEVICE, "no-such-device"));
      assertErrno(Errno.ENOENT, () -> client.setOption(InetOptions.TCP_CONGESTION, "none-such"));
      assertThrows(
          IllegalArgumentException.class,
          () -> client.setOption(InetOptions.TCP_CONGESTION, "a-name-that-is-too-long"));
      assertThrows(
          IllegalArgumentException.class,
          () -> client.setOption(InetOptions.TCP_USER_TIMEOUT, Duration.ofMillis(-1)));
      client.setOption(InetOptions.TCP_USER_TIMEOUT, Duration.ofNanos(1));
      assertEquals(Duration.ofMillis(1), client.getOption(InetOptions.TCP_USER_TIMEOUT));
    }
  }

  @Test
  void ofAClosedSocketThereIsNone() throws Exception {
    StreamEndpoint closed = network.socket(Tcp.STREAM);
    closed.close();
    assertThrows(ClosedChannelException.class, () -> closed.getOption(InetOptions.SO_PRIORITY));
    assertThrows(ClosedChannelException.class, () -> closed.setOption(InetOptions.SO_PRIORITY, 1));
  }

  private static void assertErrno(Errno expected, Executable call) {
    IOException e = assertThrows(IOException.class, call);
    assertEquals(expected, Errno.of(e).orElse(null), e::getMessage);
    assertTrue(e.getMessage().contains("sockopt"), e::getMessage);
  }

  /** Two programs of which this is one: the other has no module with native calls. */
  @Test
  void withoutNativeCallsSettingOneNamesWhatToAdd() throws Exception {
    String path =
        Stream.of(Network.class, Tcp.class, WithoutNativeCalls.class)
            .map(InetOptionsTest::origin)
            .collect(Collectors.joining(File.pathSeparator));
    String java = System.getProperty("java.home") + File.separator + "bin" + File.separator;
    List<String> told =
        run(List.of(java + "java", "-cp", path, WithoutNativeCalls.class.getName()));
    assertEquals(
        List.of(
            "false",
            "TCP_USER_TIMEOUT needs native calls: add dev.sockeye:sockeye-posix to the class path,"
                + " or the module dev.sockeye.posix",
            "tcp://127.0.0.1:1?TCP_USER_TIMEOUT=5s: option TCP_USER_TIMEOUT needs native calls: add"
                + " dev.sockeye:sockeye-posix to the class path, or the module dev.sockeye.posix"),
        told);
  }

  private static String origin(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }

  /** Prints how it fares. */
  static final class WithoutNativeCalls {

    private WithoutNativeCalls() {}

    public static void main(String[] arguments) throws IOException {
      try (StreamEndpoint endpoint = Network.system().socket(Tcp.STREAM)) {
        System.out.println(endpoint.supportedOptions().contains(InetOptions.TCP_USER_TIMEOUT));
        try {
          endpoint.setOption(InetOptions.TCP_USER_TIMEOUT, Duration.ofSeconds(1));
        } catch (UnsupportedOperationException e) {
          System.out.println(e.getMessage());
        }
      }
      try {
        Network.system()
            .connectStream(EndpointUri.valueOf("tcp://127.0.0.1:1?TCP_USER_TIMEOUT=5s"))
            .close();
      } catch (IllegalArgumentException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}

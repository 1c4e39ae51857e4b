package dev.sockeye.raw;

import static dev.sockeye.raw.RawFixtures.EXPERIMENT;
import static dev.sockeye.raw.RawFixtures.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.testkit.local.Namespace;
import dev.sockeye.testkit.local.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Peers that are not ours: python3, ping, tcpdump; and what the kernel lets processes do. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RawPeersTest {

  private static final String TIMEOUT = "SO_RCVTIMEO=30s";

  private final Network network = Network.system();

  @BeforeEach
  void needsRawSockets() {
    RawFixtures.assumeRaw(Raw.inet(EXPERIMENT));
  }

  private MessageEndpoint bind(String uri) throws IOException {
    return network.bindMessages(EndpointUri.valueOf(uri + "?" + TIMEOUT));
  }

  private static Process python(String... arguments) throws IOException {
    return Programs.python(RawPeersTest.class, "raw.py", arguments);
  }

  private static ByteBuffer ascii(String text) {
    return StandardCharsets.US_ASCII.encode(text);
  }

  /** The next payload that is in capitals or not; at one address one receives what one sent. */
  private static String receive(MessageEndpoint from, boolean capitals) throws IOException {
    Ipv4View ip = new Ipv4View();
    ByteBuffer packet = ByteBuffer.allocate(65_535);
    while (true) {
      from.receive(packet.clear());
      ByteBuffer payload = ip.wrap(packet.flip()) ? ip.payload() : packet;
      String text = StandardCharsets.US_ASCII.decode(payload).toString();
      if (text.equals(text.toUpperCase(Locale.ROOT)) == capitals) {
        return text;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"4, raw4, 127.0.0.21, 127.0.0.21", "6, raw6, ::1, [::1]"})
  void pythonAnswers(String family, String scheme, String host, String inUri) throws Exception {
    Process peer = python(family, host, "253");
    try (BufferedReader says = peer.inputReader(StandardCharsets.UTF_8)) {
      assertEquals("ready", says.readLine());
      EndpointUri uri = EndpointUri.valueOf(scheme + "://" + inUri + ":253?" + TIMEOUT);
      try (MessageEndpoint endpoint = network.connectMessages(uri)) {
        for (String text : List.of("hello", "x".repeat(60_000), "bye")) {
          endpoint.send(ascii(text));
          assertEquals(text.toUpperCase(Locale.ROOT), receive(endpoint, true));
        }
      }
    } finally {
      peer.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource({"4, raw4://127.0.0.22:253, 127.0.0.22, 127.0.0.23", "6, raw6://[::1]:253, ::1, ::1"})
  void pythonAsks(String family, String uri, String host, String from) throws Exception {
    try (MessageEndpoint endpoint = bind(uri)) {
      Process peer = python(family, from, "253", host);
      try (BufferedReader says = peer.inputReader(StandardCharsets.UTF_8)) {
        assertEquals("hello", receive(endpoint, false));
        endpoint.sendTo(ascii("HELLO"), new InetSocketAddress(ip(from), 0));
        assertEquals(host + " HELLO", says.readLine());
        assertEquals(0, peer.waitFor());
      } finally {
        peer.destroyForcibly();
      }
    }
  }

  @Test
  void tcpdumpSeesWhatWeSend() throws Exception {
    Process tcpdump =
        Programs.start(
            new ProcessBuilder(
                    "tcpdump",
                    "-i",
                    "lo",
                    "-l",
                    "-n",
                    "-c",
                    "1",
                    "-x",
                    "-Q",
                    "in",
                    "ip proto 253 and dst 127.0.0.25")
                .redirectErrorStream(true));
    try (BufferedReader says = tcpdump.inputReader(StandardCharsets.UTF_8);
        MessageEndpoint endpoint = bind("raw4://127.0.0.24:253")) {
      String line = says.readLine();
      while (!line.contains("listening on lo")) {
        line = says.readLine();
      }
      endpoint.sendTo(ascii("abcd"), new InetSocketAddress(ip("127.0.0.25"), 0));
      String seen = says.readLine();
      assertTrue(seen.contains("IP 127.0.0.24 > 127.0.0.25"), seen);
      String hex = says.readLine() + says.readLine();
      assertTrue(hex.replace(" ", "").contains("61626364"), hex);
    } finally {
      tcpdump.destroyForcibly();
    }
  }

  @Test
  void theSystemsPingIsSeen() throws Exception {
    try (MessageEndpoint icmp = bind("raw://127.0.0.26:icmp")) {
      icmp.setOption(Ip.ICMP_FILTER, Icmp.allBut(Icmp.ECHO_REQUEST));
      String said = Privileges.output(List.of("ping", "-c", "1", "-p", "2a", "127.0.0.26"));
      assertTrue(said.contains("1 received"), said);
      ByteBuffer packet = ByteBuffer.allocate(65_535);
      Ipv4View ip = new Ipv4View();
      IcmpView echo = new IcmpView();
      icmp.receive(packet);
      assertTrue(ip.wrap(packet.flip()) && echo.wrap(ip));
      assertEquals(Icmp.ECHO_REQUEST, echo.type());
      assertEquals(1, echo.sequence());
      assertTrue(echo.isChecksumRight());
      assertEquals(0x2a, echo.payload().get(echo.payloadLength() - 1));
    }
  }

  @Test
  void theSystemAnswersOurEcho() throws Exception {
    try (MessageEndpoint icmp = bind("raw://127.0.0.27:icmp");
        MessageEndpoint six = bind("raw6://[::1]:icmpv6")) {
      icmp.setOption(Ip.ICMP_FILTER, Icmp.allBut(Icmp.ECHO_REPLY));
      ByteBuffer buffer = ByteBuffer.allocate(1000);
      Icmp.echoRequest(buffer, 77, 5, ascii("four")).flip();
      icmp.sendTo(buffer, new InetSocketAddress(ip("127.0.0.28"), 0));
      icmp.receive(buffer.clear());
      Ipv4View ip = new Ipv4View();
      IcmpView echo = new IcmpView();
      assertTrue(ip.wrap(buffer.flip()) && echo.wrap(ip));
      assertEquals(ip("127.0.0.28"), ip.source());
      assertEcho(Icmp.ECHO_REPLY, "four", echo);
      assertTrue(echo.isChecksumRight());

      six.setOption(Ip.ICMP6_FILTER, Icmp.allBut6(Icmp.ECHO_REPLY6));
      Icmp.echoRequest6(buffer.clear(), 77, 5, ascii("six")).flip();
      six.sendTo(buffer, new InetSocketAddress(ip("::1"), 0));
      six.receive(buffer.clear());
      assertTrue(echo.wrap(buffer.flip()));
      assertEcho(Icmp.ECHO_REPLY6, "six", echo);
    }
  }

  private static void assertEcho(int type, String data, IcmpView echo) {
    assertEquals(type, echo.type());
    assertEquals(77, echo.identifier());
    assertEquals(5, echo.sequence());
    assertEquals(ascii(data), echo.payload());
  }

  /** The kernel is told to be silent, so that nobody but us can have answered. */
  @Test
  void weAnswerTheSystemsPing() throws Exception {
    String silent =
        "echo 1 > /proc/sys/net/ipv4/icmp_echo_ignore_all\n"
            + "echo 1 > /proc/sys/net/ipv6/icmp/echo_ignore_all";
    String said =
        Privileges.output(
            Privileges.alone(
                silent, Namespace.javaCommand(Responder.class, List.of("127.0.0.1", "::1"))));
    assertEquals("127.0.0.1 answered 2, ping 0\n::1 answered 2, ping 0", said);
  }

  /** Answers ping(1) at each of its arguments, and tells how often, and ping's status. */
  public static final class Responder {

    private Responder() {}

    /**
     * Runs the program.
     *
     * @param hosts where to
     * @throws Exception if it cannot
     */
    public static void main(String[] hosts) throws Exception {
      for (String host : hosts) {
        boolean v6 = host.indexOf(':') >= 0;
        String uri = v6 ? "raw6://[" + host + "]:icmpv6" : "raw4://" + host + ":icmp";
        try (MessageEndpoint icmp =
            Network.system().bindMessages(EndpointUri.valueOf(uri + "?SO_RCVTIMEO=20s"))) {
          if (v6) {
            icmp.setOption(Ip.ICMP6_FILTER, Icmp.allBut6(Icmp.ECHO_REQUEST6));
          } else {
            icmp.setOption(Ip.ICMP_FILTER, Icmp.allBut(Icmp.ECHO_REQUEST));
          }
          Process ping =
              Programs.start(
                  new ProcessBuilder("ping", "-c", "2", "-i", "0.2", "-W", "10", host)
                      .redirectErrorStream(true));
          answer(icmp, v6);
          answer(icmp, v6);
          ping.getInputStream().readAllBytes();
          System.out.println(host + " answered 2, ping " + ping.waitFor());
        }
      }
    }

    private static void answer(MessageEndpoint icmp, boolean v6) throws IOException {
      ByteBuffer request = ByteBuffer.allocate(65_535);
      Ipv4View ip = new Ipv4View();
      IcmpView echo = new IcmpView();
      InetSocketAddress from = (InetSocketAddress) icmp.receiveFrom(request);
      request.flip();
      if (v6 ? echo.wrap(request) : ip.wrap(request) && echo.wrap(ip)) {
        ByteBuffer reply = ByteBuffer.allocate(65_535);
        int id = echo.identifier();
        ByteBuffer data = echo.payload();
        if (v6) {
          Icmp.echoReply6(reply, id, echo.sequence(), data);
        } else {
          Icmp.echoReply(reply, id, echo.sequence(), data);
        }
        icmp.sendTo(reply.flip(), from);
      }
    }
  }

  /** Opens a raw socket, or tells why it cannot. */
  public static final class Opener {

    private Opener() {}

    /**
     * Runs the program.
     *
     * @param uris where to bind, each in turn
     * @throws IOException if it fails otherwise
     */
    public static void main(String[] uris) throws IOException {
      for (String uri : uris) {
        try (MessageEndpoint endpoint = Network.system().bindMessages(EndpointUri.valueOf(uri))) {
          System.out.println("bound " + endpoint.getLocalAddress());
        } catch (UnsupportedOperationException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }

  private static void assumeRoot() {
    boolean root = "root".equals(System.getProperty("user.name"));
    if (!root) {
      System.out.println("Skipped: only root gives privileges away");
    }
    assumeTrue(root, "only root gives privileges away");
  }

  @Test
  void withoutTheCapabilityItIsSaidHowToGetIt() throws Exception {
    assumeRoot();
    List<String> without = List.of("--bounding-set=-net_raw", "--inh-caps=-net_raw");
    String said =
        Privileges.output(
            Privileges.setpriv(
                without,
                Namespace.javaCommand(
                    Opener.class, List.of("raw4://:icmp", "raw://[::1]:icmpv6"))));
    assertEquals(2, said.lines().count(), said);
    for (String line : said.lines().toList()) {
      assertTrue(line.startsWith("raw is not available here: this process may not open"), line);
      assertTrue(line.contains("(EPERM): it needs the capability CAP_NET_RAW: run as root"), line);
    }
  }

  @Test
  void nobodyCanBeGivenTheCapability() throws Exception {
    assumeRoot();
    String said = Privileges.output(nobodyWith("+net_raw,+dac_read_search"));
    assertEquals("bound /127.0.0.1:1", said);
    said = Privileges.output(nobodyWith("+dac_read_search"));
    assertTrue(said.contains("(EPERM): it needs the capability CAP_NET_RAW"), said);
  }

  /** What is on the class path may be in root's own folder, so there is a capability to read it. */
  private static List<String> nobodyWith(String capabilities) {
    List<String> nobody =
        List.of(
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "--inh-caps=" + capabilities,
            "--ambient-caps=" + capabilities);
    return Privileges.setpriv(
        nobody, Namespace.javaCommand(Opener.class, List.of("raw4://127.0.0.1:icmp")));
  }

  private static final String PARENT =
      """
      import socket, subprocess, sys
      s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 253)
      s.bind(('127.0.0.29', 0))
      child = subprocess.Popen(sys.argv[1:] + ['fd:%d' % s.fileno()],
          pass_fds=[s.fileno()], stdout=subprocess.PIPE)
      s.sendto(b'passed on', ('127.0.0.29', 0))
      s.close()
      print(child.stdout.read().decode(), end='')
      """;

  @Test
  void anOpenOneIsTakenOver() throws Exception {
    List<String> command = new ArrayList<>(List.of("python3", "-c", PARENT));
    command.addAll(Namespace.javaCommand(Heir.class, List.of()));
    assertEquals("(AF_INET, SOCK_RAW, 253) /127.0.0.29:253 passed on", Privileges.output(command));
  }

  /** Takes a socket over, and tells what and where it is and what it receives. */
  public static final class Heir {

    private Heir() {}

    /**
     * Runs the program.
     *
     * @param uri which socket
     * @throws IOException if it cannot
     */
    public static void main(String[] uri) throws IOException {
      try (MessageEndpoint endpoint =
          Network.system().bindMessages(EndpointUri.valueOf(uri[0] + "?SO_RCVTIMEO=20s"))) {
        System.out.print(endpoint.spec() + " " + endpoint.getLocalAddress() + " ");
        System.out.println(receive(endpoint, false));
      }
    }
  }
}

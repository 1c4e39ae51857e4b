package dev.sockeye.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.testkit.local.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** With {@code ip} of iproute2 and python3, and without a privilege. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class NetlinkPeersTest {

  private final Network network = Network.system();

  @Test
  void pythonAnswers() throws Exception {
    Process peer = python();
    try (BufferedReader says = peer.inputReader(StandardCharsets.UTF_8);
        MessageEndpoint endpoint =
            network.connectMessages(EndpointUri.valueOf("netlink:usersock/" + says.readLine()))) {
      endpoint.send(StandardCharsets.US_ASCII.encode("hello"));
      assertReceives(endpoint, "HELLO");
    } finally {
      peer.destroyForcibly();
    }
  }

  @Test
  void pythonIsAnswered() throws Exception {
    try (MessageEndpoint endpoint = network.bindMessages(EndpointUri.valueOf("netlink:usersock"))) {
      NetlinkAddress local = (NetlinkAddress) endpoint.getLocalAddress();
      Process peer = python(Long.toString(local.pid()));
      try {
        NetlinkAddress from = assertReceives(endpoint, "hello of python");
        endpoint.sendTo(StandardCharsets.US_ASCII.encode("you"), from);
        assertEquals(from, assertReceives(endpoint, "YOU"));
      } finally {
        peer.destroyForcibly();
      }
    }
  }

  private static NetlinkAddress assertReceives(MessageEndpoint endpoint, String text)
      throws IOException {
    ByteBuffer received = ByteBuffer.allocate(65_536);
    NetlinkAddress sender = (NetlinkAddress) endpoint.receiveFrom(received);
    assertEquals(text, StandardCharsets.US_ASCII.decode(received.flip()).toString());
    return sender;
  }

  @Test
  void ipListsTheSameLinks() throws Exception {
    try (Rtnetlink host = Rtnetlink.open(network, NetlinkGroups.NONE)) {
      TreeSet<String> ours = new TreeSet<>();
      host.links().forEach(link -> ours.add(link.index() + " " + link.name() + " " + link.mtu()));
      String form = "\"ifindex\":(\\d+),.*?\"ifname\":\"([^\"]+)\",.*?\"mtu\":(\\d+)";
      assertEquals(found(form, run("ip", "-j", "link")), ours);
    }
  }

  @Test
  void ipListsTheSameAddresses() throws Exception {
    try (Rtnetlink host = Rtnetlink.open(network, NetlinkGroups.NONE)) {
      TreeSet<String> ours = new TreeSet<>();
      for (Address address : host.addresses()) {
        InetText text = new InetText(address.address());
        ours.add(text + " " + address.prefix());
      }
      String form = "\"local\":\"([^\"]+)\",\"prefixlen\":(\\d+)";
      TreeSet<String> theirs = new TreeSet<>();
      for (String line : found(form, run("ip", "-j", "addr"))) {
        String[] parts = line.split(" ", -1);
        theirs.add(new InetText(java.net.InetAddress.getByName(parts[0])) + " " + parts[1]);
      }
      assertEquals(theirs, ours);
    }
  }

  /** As the JDK writes it, without a zone. */
  private record InetText(java.net.InetAddress address) {
    @Override
    public String toString() {
      return address.getHostAddress().replaceFirst("%.*", "");
    }
  }

  @Test
  void ipListsAsManyRoutes() throws Exception {
    try (Rtnetlink host = Rtnetlink.open(network, NetlinkGroups.NONE)) {
      long ours = host.routes().stream().filter(route -> route.family() == 2).count();
      String theirs = run("ip", "-4", "-o", "route", "show", "table", "all");
      assertEquals(theirs.lines().count(), ours);
      List<String> gateways =
          host.routes().stream()
              .filter(r -> r.isDefault() && r.family() == 2 && r.gateway() != null)
              .map(r -> r.gateway().getHostAddress())
              .toList();
      assertEquals(found("default via (\\S+)", theirs), new TreeSet<>(gateways));
    }
  }

  @Test
  void ipSeesWhatWeChangeAndWeWhatItChanges() throws Exception {
    List<String> prefix =
        "root".equals(System.getProperty("user.name"))
            ? List.of("unshare", "-n")
            : List.of("unshare", "-rn");
    String out = java(prefix, "changes");
    assertTrue(out.endsWith("ok\n"), out);
  }

  @Test
  void withoutAPrivilegeOneLists() throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "not root: every other test says it");
    String out = java(List.of("setpriv", "--bounding-set=-net_admin"), "refused");
    assertTrue(out.contains("name=lo"), out);
    assertTrue(out.contains("RTM_NEWADDR 127.9.9.9: "), out);
    assertTrue(out.contains("CAP_NET_ADMIN"), out);
    assertTrue(out.endsWith("Operation not permitted (EPERM)\nok\n"), out);
  }

  private static String java(List<String> prefix, String what) throws Exception {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Ddev.sockeye.libc=" + System.getProperty("dev.sockeye.libc", ""));
    if (command.get(command.size() - 1).endsWith("=")) {
      command.remove(command.size() - 1);
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(InNamespace.class.getName());
    command.add(what);
    return run(command.toArray(String[]::new));
  }

  private static Set<String> found(String form, String text) {
    TreeSet<String> found = new TreeSet<>();
    Pattern.compile(form)
        .matcher(text)
        .results()
        .forEach(
            match -> {
              List<String> groups = new ArrayList<>();
              for (int i = 1; i <= match.groupCount(); i++) {
                groups.add(match.group(i));
              }
              found.add(String.join(" ", groups));
            });
    return found;
  }

  private static String run(String... command) throws Exception {
    Process process =
        Programs.start(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT));
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return out;
  }

  private static Process python(String... arguments) throws IOException {
    return Programs.python(NetlinkPeersTest.class, "usersock.py", arguments);
  }
}

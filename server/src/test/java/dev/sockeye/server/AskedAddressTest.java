package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.testkit.local.Askers;
import dev.sockeye.testkit.local.Namespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server that is bound to all addresses answers from the one that was asked. Its peers are
 * python3's sockets, which are told where each answer came from.
 */
@Timeout(120)
class AskedAddressTest {

  private static final int IPPROTO_UDP = 17;
  private static final int IPPROTO_UDPLITE = 136;

  private static Server serve(String uri) throws IOException {
    EndpointUri where = EndpointUri.valueOf(uri);
    Network.system()
        .scheme(where.scheme())
        .flatMap(scheme -> scheme.unavailable())
        .ifPresent(why -> skip(why));
    return Server.builder()
        .serveMessages(where, request -> request.reply(request.payload()))
        .start();
  }

  private static void skip(String why) {
    System.out.println("Skipped: " + why);
    abort(why);
  }

  private static int port(Server server) {
    return ((InetSocketAddress) server.addresses().get(0)).getPort();
  }

  @ParameterizedTest
  @CsvSource({
    "udp4://:0, 17, 1",
    "udp://:0, 17, 1",
    "udp6://:0, 17, 1",
    "udp://:0, 17, 12",
    "udp4://:0, 17, 12",
    "udplite4://:0, 136, 1",
    "udplite://:0, 136, 1",
    "udplite6://:0, 136, 12"
  })
  void repliesLeaveFromThere(String uri, int protocol, int together) throws Exception {
    Askers.assumeTold();
    try (Server server = serve(uri)) {
      assertEquals(
          "127.0.0.2\n127.0.0.1",
          Askers.ask(protocol, port(server), together, "127.0.0.2", "127.0.0.1"));
    }
  }

  /** Unless the URI says otherwise, as one may where each datagram's cost counts. */
  @Test
  void aUriMayTurnItOff() throws Exception {
    Askers.assumeTold();
    try (Server server = serve("udp4://:0?IP_PKTINFO=false")) {
      assertEquals("127.0.0.1", Askers.ask(IPPROTO_UDP, port(server), 1, "127.0.0.2"));
    }
  }

  /** In a network that has more than one address of IPv6, and one of an interface's own. */
  @ParameterizedTest
  @ValueSource(strings = {"udp", "udp6", "udplite", "udplite6"})
  void inIpv6Too(String scheme) throws Exception {
    Askers.assumeTold();
    String setUp =
        "ip link set lo up && ip addr add 2001:db8::7/128 dev lo nodad"
            + " && ip link add v0 type veth peer name v1 && ip link set v0 up && ip link set v1 up"
            + " && ip addr add fe80::7/64 dev v0 nodad && ip addr add fe80::8/64 dev v0 nodad"
            + " && ip addr add 10.9.9.9/32 dev v0";
    Namespace.assumeMade(setUp);
    String told = Namespace.java(setUp, Program.class, List.of(scheme));
    assertEquals("2001:db8::7\n::1\n10.9.9.9\nfe80::7\nfe80::8\nfe80::8", told);
  }

  /** Serves all addresses, and has python3 ask some. */
  public static final class Program {

    private Program() {}

    /**
     * Runs the program.
     *
     * @param scheme the scheme
     * @throws Exception if a step fails
     */
    public static void main(String[] scheme) throws Exception {
      int protocol = scheme[0].startsWith("udplite") ? IPPROTO_UDPLITE : IPPROTO_UDP;
      try (Server server = serve(scheme[0] + "://:0")) {
        System.out.println(
            Askers.ask(
                protocol,
                port(server),
                3,
                "2001:db8::7",
                "::1",
                "10.9.9.9",
                "fe80::7%v0",
                "fe80::8%v0",
                "fe80::8%v0 from 2001:db8::7"));
      }
    }
  }
}

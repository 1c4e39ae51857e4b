package dev.sockeye.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.testkit.local.Namespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In a network namespace with several interfaces: the route to the group names the one to join. */
class UdpMulticastRouteTest {

  private static final String TWO_INTERFACES =
      """
      set -e
      echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad
      ip link set lo up
      ip link add eth0 type veth peer name p0
      ip addr add 10.9.0.1/24 dev eth0
      ip -6 addr add fd09::1/64 dev eth0 nodad
      ip link set eth0 up
      ip link set p0 up
      ip neigh add 10.9.0.2 lladdr 02:00:00:00:00:99 dev eth0 nud permanent
      ip route add default via 10.9.0.2
      ip -6 route add ff15::/16 dev eth0 table local metric 1
      ip link add docker0 type veth peer name p1
      ip addr add 172.17.0.1/16 dev docker0
      ip link set docker0 up
      ip link set p1 up
      """;

  /** Joins a group by its URI, and sends to it from a socket that no option is set on. */
  public static final class Program {

    private Program() {}

    /**
     * Runs the program.
     *
     * @param arguments what the sender's URI has beyond the receiver's, and the URIs
     * @throws IOException if a group cannot be joined
     */
    public static void main(String[] arguments) throws IOException {
      for (String group : List.of(arguments).subList(1, arguments.length)) {
        EndpointUri receiving = EndpointUri.valueOf(group + "?SO_RCVTIMEO=5s");
        EndpointUri sending = EndpointUri.valueOf(group + arguments[0]);
        try (MessageEndpoint member = Network.system().bindMessages(receiving);
            MessageEndpoint sender = Network.system().connectMessages(sending)) {
          sender.send(ByteBuffer.allocate(5));
          System.out.println(group + " " + member.receive(ByteBuffer.allocate(10)));
        }
      }
    }
  }

  private static String joined(String setUp, String options, String... groups) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of(groups));
    return Namespace.java(setUp, Program.class, arguments);
  }

  @Test
  void aGroupIsJoinedOnTheInterfaceThatItIsSentBy() throws Exception {
    Namespace.assumeMade(TWO_INTERFACES);
    String[] groups = {
      "udp://239.1.2.3:5000",
      "udp4://239.1.2.3:5000",
      "udp://[ff15::77]:5000",
      "udp6://[ff15::77]:5000"
    };
    assertEquals(String.join(" 5\n", groups) + " 5", joined(TWO_INTERFACES, "", groups));
  }

  @Test
  void withoutARouteAnInterfaceThatIsUpIsTaken() throws Exception {
    Namespace.assumeMade(TWO_INTERFACES);
    String group = "udp4://239.1.2.3:5000";
    assertEquals(group + " 5", joined("ip link set lo up", "?IP_MULTICAST_IF=lo", group));
  }
}

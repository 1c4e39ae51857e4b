package dev.sockeye.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.posix.NetworkInterfaces;
import dev.sockeye.testkit.local.Namespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two interfaces with a wire between them, and no Internet address on either, in a network
 * namespace that a process without privileges makes.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PacketNamespaceTest {

  private static final String WIRE =
      "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6\n"
          + "ip link add one type veth peer name two && ip link set one up && ip link set two up";

  private static List<String> said(String what) throws Exception {
    Namespace.assumeMade(WIRE);
    return Namespace.java(WIRE, Program.class, List.of(what)).lines().toList();
  }

  @Test
  void aVlanTagIsToldBesideTheFrame() throws Exception {
    assertEquals(
        List.of("tag 0x602a of 0x8100 vlan 42 ethertype 0x88b5 length 19", "hello"), said("vlan"));
  }

  @Test
  void aLinkThatGoesDownIsToldOnceAndTheEndpointGoesOn() throws Exception {
    assertEquals(
        List.of(
            "down: recv ENETDOWN",
            "down: send ENETDOWN",
            "up: hello",
            "gone: recv ENETDOWN",
            "gone: send ENXIO",
            "gone: nothing"),
        said("down"));
  }

  @Test
  void aMembershipOfTheUriIsSetWithTheBind() throws Exception {
    assertEquals(List.of("promiscuity 0", "promiscuity 1", "promiscuity 0"), said("promisc"));
  }

  @Test
  void whoMayNotIsToldOfTheCapability() throws Exception {
    Namespace.assumeMade(WIRE);
    List<String> java = new ArrayList<>(Namespace.UNPRIVILEGED);
    java.addAll(Namespace.javaCommand(Program.class, List.of("open")));
    Process process = new ProcessBuilder(java).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String why =
        "this process may not open packet sockets (EPERM): it needs CAP_NET_RAW: run it as";
    assertTrue(said.contains("packet is not available here: " + why), said);
  }

  /** Runs in the namespace. */
  public static final class Program {

    private static final Network NETWORK = Network.system();
    private static final int ETHERTYPE = 0x88b5;

    private Program() {}

    /**
     * Runs one of the cases.
     *
     * @param arguments which
     * @throws Exception if it fails
     */
    public static void main(String[] arguments) throws Exception {
      switch (arguments[0]) {
        case "vlan" -> vlan();
        case "down" -> down();
        case "promisc" -> promisc();
        default -> open();
      }
    }

    private static MessageEndpoint bound(String where) throws IOException {
      return NETWORK.bindMessages(EndpointUri.valueOf(where + "SO_RCVTIMEO=10s"));
    }

    private static PacketAddress one() throws IOException {
      return PacketAddress.of(NetworkInterfaces.index("one"));
    }

    private static ByteBuffer hello() {
      ByteBuffer frame = ByteBuffer.allocate(EthernetHeader.LENGTH + 5);
      EthernetHeader.put(frame, EthernetHeader.BROADCAST, 0x0200_0000_0001L, ETHERTYPE);
      return frame.put("hello".getBytes(StandardCharsets.US_ASCII)).flip();
    }

    private static String text(ByteBuffer frame, int at) {
      return StandardCharsets.US_ASCII.decode(frame.position(at)).toString();
    }

    private static void vlan() throws IOException {
      ByteBuffer tagged = ByteBuffer.allocate(100);
      EthernetHeader.put(tagged, EthernetHeader.BROADCAST, 0x0200_0000_0001L, 0x8100);
      tagged.putShort((short) 0x602a).putShort((short) ETHERTYPE);
      tagged.put("hello".getBytes(StandardCharsets.US_ASCII)).flip();
      try (MessageEndpoint endpoint = bound("packet:two?PACKET_AUXDATA=true&");
          MessageEndpoint sender = NETWORK.socket(Packet.RAW)) {
        sender.sendTo(tagged, one());
        Message message = Message.allocate(2000);
        endpoint.receiveMessage(message);
        EthernetHeader header = new EthernetHeader().of(message.payload().flip());
        PacketAuxdata told = message.get(Packet.AUXDATA);
        System.out.println(
            "tag "
                + Protocols.hex(told.vlanTci())
                + " of "
                + Protocols.hex(told.vlanTpid())
                + " vlan "
                + told.vlanId()
                + " ethertype "
                + Protocols.hex(header.ethertype())
                + " length "
                + told.length());
        System.out.println(text(message.payload(), header.payload()));
      }
    }

    private static void down() throws Exception {
      try (MessageEndpoint two = bound("packet:two?PROTOCOL=0x88b5&");
          MessageEndpoint sender = NETWORK.socket(Packet.RAW)) {
        PacketAddress one = one();
        ByteBuffer buffer = ByteBuffer.allocate(100);
        ip("link", "set", "two", "down");
        ip("link", "set", "one", "down");
        System.out.println("down: recv " + failure(() -> two.receive(buffer)));
        System.out.println("down: send " + failure(() -> sender.sendTo(hello(), one)));
        ip("link", "set", "one", "up");
        ip("link", "set", "two", "up");
        awaitLink("one");
        awaitLink("two");
        sender.sendTo(hello(), one);
        two.receive(buffer);
        System.out.println("up: " + text(buffer.flip(), EthernetHeader.LENGTH));
        ip("link", "del", "one");
        System.out.println("gone: recv " + failure(() -> two.receive(buffer.clear())));
        System.out.println("gone: send " + failure(() -> sender.sendTo(hello(), one)));
        two.configureBlocking(false);
        boolean silent = two.receive(buffer.clear()) == MessageEndpoint.WOULD_BLOCK;
        System.out.println("gone: " + (silent ? "nothing" : "something"));
      }
    }

    /** What is sent before the kernel has seen to the link, which it does later, is dropped. */
    private static void awaitLink(String name) throws Exception {
      String link;
      do {
        link = ip("-oneline", "link", "show", name);
      } while (!link.contains("state UP"));
    }

    private static String failure(Callable<?> call) throws Exception {
      try {
        return "gave " + call.call();
      } catch (IOException e) {
        return Errno.of(e).map(Errno::name).orElse(e.toString());
      }
    }

    private static void promisc() throws Exception {
      System.out.println(promiscuity());
      try (MessageEndpoint two = bound("packet:two?PACKET_ADD_MEMBERSHIP=promisc&")) {
        System.out.println(promiscuity());
        two.setOption(Packet.PACKET_DROP_MEMBERSHIP, PacketMembership.promiscuous());
        System.out.println(promiscuity());
      }
    }

    private static String promiscuity() throws Exception {
      String told = ip("-d", "link", "show", "two");
      int at = told.indexOf("promiscuity");
      return told.substring(at, at + "promiscuity 0".length());
    }

    private static String ip(String... arguments) throws Exception {
      List<String> command = new ArrayList<>(List.of("ip"));
      command.addAll(List.of(arguments));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(command + ": " + told);
      }
      return told;
    }

    private static void open() throws IOException {
      try (MessageEndpoint endpoint = NETWORK.socket(Packet.RAW)) {
        System.out.println("opened " + endpoint);
      } catch (UnsupportedOperationException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}

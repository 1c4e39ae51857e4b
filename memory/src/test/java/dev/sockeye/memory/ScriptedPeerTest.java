package dev.sockeye.memory;

import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Domain;
import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.Protocol;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.faults.FaultPlan;
import dev.sockeye.faults.FaultPlanBuilder;
import dev.sockeye.netlink.Change;
import dev.sockeye.netlink.Netlink;
import dev.sockeye.netlink.NetlinkAddress;
import dev.sockeye.netlink.NetlinkGroups;
import dev.sockeye.netlink.NetlinkReader;
import dev.sockeye.netlink.NetlinkWriter;
import dev.sockeye.netlink.Rtnetlink;
import dev.sockeye.packet.Packet;
import dev.sockeye.packet.PacketAddress;
import dev.sockeye.packet.PacketStatistics;
import dev.sockeye.raw.Icmp;
import dev.sockeye.raw.IcmpView;
import dev.sockeye.raw.Ip;
import dev.sockeye.raw.Ping;
import dev.sockeye.raw.Raw;
import dev.sockeye.spi.AbstractTransport;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets that have the kernel or a network at their other end, which here is a test. */
@Timeout(60)
class ScriptedPeerTest {

  private static final ScriptedPeer SILENT = (request, line) -> {};

  /** Sends back what it gets. */
  private static final ScriptedPeer ECHO =
      (request, line) -> {
        Message answer = Message.of(request.payload());
        AttributedPacket.copyAttributes(request, answer);
        line.send(answer);
      };

  private static EndpointUri uri(String text) {
    return EndpointUri.valueOf(text);
  }

  private static MemoryNetwork network(String scheme, ScriptedPeer peer) {
    return MemoryNetwork.builder().peer(scheme, peer).build();
  }

  private static ByteBuffer bytes(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length);
    for (int value : values) {
      buffer.put((byte) value);
    }
    return buffer.flip();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "raw://127.0.0.1:icmp",
        "raw6://[::1]:icmpv6",
        "ping://127.0.0.1",
        "packet:eth0",
        "packet+dgram:eth0",
        "netlink:generic",
        "route:"
      })
  void withoutAPeerOpeningSaysHowToGiveOne(String text) throws IOException {
    try (MemoryNetwork network = MemoryNetwork.create()) {
      UnsupportedOperationException e =
          assertThrows(UnsupportedOperationException.class, () -> network.bindMessages(uri(text)));
      assertTrue(e.getMessage().contains("MemoryNetwork.builder().peer(\""), e.getMessage());
    }
  }

  @Test
  void otherSchemesHaveNoPeer() {
    assertThrows(IllegalArgumentException.class, () -> MemoryNetwork.builder().peer("tcp", SILENT));
  }

  @Test
  void optionsAreThoseThatTheTransportDescribes() throws IOException {
    MemoryNetwork.Builder builder = MemoryNetwork.builder();
    List.of("raw", "ping", "packet", "netlink").forEach(scheme -> builder.peer(scheme, SILENT));
    try (MemoryNetwork network = builder.build()) {
      Map<SocketSpec<MessageEndpoint>, String> transports =
          Map.of(
              Raw.ICMPV6, "raw",
              Ping.DATAGRAM4, "ping",
              Packet.DGRAM, "packet",
              Netlink.ROUTE, "netlink");
      for (SocketSpec<MessageEndpoint> spec : transports.keySet()) {
        AbstractTransport real = Descriptions.of(transports.get(spec)).orElseThrow();
        try (MessageEndpoint endpoint = network.socket(spec)) {
          assertEquals(real.endpointOptions(spec), endpoint.supportedOptions());
        }
      }
      assertEquals(0, network.openSockets());
    }
  }

  @Test
  void pingIsAnswered() throws IOException {
    ScriptedPeer echo = ScriptedPeer.icmpEcho();
    ScriptedPeer peer = (request, line) -> echo.received(request.set(Ip.TTL, 61), line);
    try (MemoryNetwork network = network("ping", peer);
        MessageEndpoint endpoint = network.connectMessages(uri("ping://gateway.example"))) {
      ByteBuffer request = ByteBuffer.allocate(64);
      Icmp.echoRequest(request, 0, 7, bytes(1, 2, 3));
      endpoint.send(request.flip());
      Message reply = Message.allocate(100);
      endpoint.receiveMessage(reply);
      assertEquals(61, reply.get(Ip.TTL));
      assertEquals(endpoint.getRemoteAddress(), reply.peer());
      IcmpView echoed = new IcmpView();
      assertTrue(echoed.wrap(reply.payload().flip()), "its checksum is right");
      assertEquals(7, echoed.sequence());
      assertEquals(3, echoed.payloadLength());
      InetSocketAddress local = (InetSocketAddress) endpoint.getLocalAddress();
      assertEquals(local.getPort(), echoed.identifier());
      assertEquals(
          InetSocketAddress.createUnresolved("gateway.example", 0), endpoint.getRemoteAddress());
    }
  }

  @Test
  void pingOfBothFamiliesOpensByUriAndConstant() throws IOException {
    try (MemoryNetwork network = network("ping", ScriptedPeer.icmpEcho());
        MessageEndpoint six = network.connectMessages(uri("ping://[::1]"));
        MessageEndpoint four = network.socket(Ping.DATAGRAM4)) {
      assertEquals(Ping.DATAGRAM6, six.spec());
      ByteBuffer request = ByteBuffer.allocate(64);
      Icmp.echoRequest6(request, 0, 1, bytes());
      six.send(request.flip());
      ByteBuffer reply = ByteBuffer.allocate(64);
      six.receive(reply);
      assertEquals((byte) 129, reply.get(0));
      InetSocketAddress host = new InetSocketAddress("192.0.2.1", 0);
      Icmp.echoRequest(request.clear(), 0, 2, bytes());
      four.sendTo(request.flip(), host);
      assertEquals(host, four.receiveFrom(reply.clear()));
      four.sendTo(bytes(3), host); // no request
      four.configureBlocking(false);
      assertEquals(WOULD_BLOCK, four.receive(reply.clear()));
      assertThrows(
          UnsupportedAddressTypeException.class,
          () -> four.sendTo(bytes(1), UnixDomainSocketAddress.of("/a")));
    }
  }

  @Test
  void rawSocketsHaveTheirProtocolForAPort() throws IOException {
    List<InetSocketAddress> targets = new ArrayList<>();
    ScriptedPeer peer = (request, line) -> targets.add((InetSocketAddress) request.peer());
    try (MemoryNetwork network = network("raw", peer);
        MessageEndpoint icmp = network.connectMessages(uri("raw://192.0.2.1:icmp"));
        MessageEndpoint byTriple =
            (MessageEndpoint)
                network.socket(Domain.AF_INET6, SocketType.SOCK_RAW, new Protocol("mine", 253))) {
      assertEquals(Raw.ICMP, icmp.spec());
      assertEquals(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), icmp.getLocalAddress());
      icmp.send(bytes(1));
      byTriple.sendTo(bytes(1), new InetSocketAddress("2001:db8::1", 0));
      assertEquals(
          List.of(new InetSocketAddress("192.0.2.1", 1), new InetSocketAddress("2001:db8::1", 253)),
          targets);
    }
  }

  @Test
  void framesAreCapturedOfAnInterfaceThatNobodyHas() throws IOException {
    ScriptedPeer peer =
        new ScriptedPeer() {
          @Override
          public void received(Message request, Line line) {
            line.send(Message.of(request.payload()).peer(request.peer()));
          }

          @Override
          public void opened(Line line) {
            line.option(Packet.PACKET_STATISTICS, new PacketStatistics(1, 0));
            line.send(Message.of(bytes(1, 2, 3, 4)));
          }
        };
    try (MemoryNetwork network = network("packet", peer);
        MessageEndpoint endpoint = network.bindMessages(uri("packet:eth77"))) {
      PacketAddress eth77 = PacketAddress.of(network.interfaceIndex("eth77"));
      assertEquals(eth77, endpoint.getLocalAddress());
      ByteBuffer buffer = ByteBuffer.allocate(10);
      assertEquals(eth77, endpoint.receiveFrom(buffer));
      assertEquals(4, buffer.position());
      assertEquals(1, endpoint.getOption(Packet.PACKET_STATISTICS).packets());
      endpoint.sendTo(bytes(9, 9), eth77);
      assertThrows(MessageTruncatedException.class, () -> endpoint.receive(ByteBuffer.allocate(1)));
      assertThrows(UnsupportedOperationException.class, () -> endpoint.connect(eth77));
      assertThrows(
          UnsupportedOperationException.class,
          () -> network.connectMessages(uri("packet+dgram:eth77")));
    }
  }

  /** A kernel with one address, which tells of another to who is in the group. */
  private static final class Kernelish implements ScriptedPeer {

    private static final int RTM_NEWADDR = 20;

    @Override
    public void received(Message request, Line line) {
      try {
        NetlinkReader reader = new NetlinkReader().of(request.payload());
        assertTrue(reader.next());
        ByteBuffer answer = ByteBuffer.allocate(512);
        NetlinkWriter writer = new NetlinkWriter().of(answer);
        address(writer, NetlinkReader.NLM_F_MULTI, reader.sequence(), 1);
        writer.begin(NetlinkReader.NLMSG_DONE, NetlinkReader.NLM_F_MULTI, reader.sequence());
        writer.putInt(0).end();
        line.send(Message.of(answer.flip()).peer(NetlinkAddress.KERNEL));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    static void tell(Line line) {
      assertEquals(NetlinkGroups.IPV4_IFADDR, line.option(Netlink.GROUPS));
      ByteBuffer event = ByteBuffer.allocate(512);
      address(new NetlinkWriter().of(event), 0, 0, 2);
      line.send(Message.of(event.flip()).peer(new NetlinkAddress(0, 0x10)));
    }

    private static void address(NetlinkWriter writer, int flags, int sequence, int last) {
      writer.begin(RTM_NEWADDR, flags, sequence);
      writer.putByte(2).putByte(24).putByte(0).putByte(0).putInt(1);
      writer.attributeBytes(2, new byte[] {(byte) 192, 0, 2, (byte) last}).end();
    }
  }

  @Test
  void addressesAreListedAndTheirChangesTold() throws Exception {
    List<ScriptedPeer.Line> lines = new ArrayList<>();
    Kernelish kernel = new Kernelish();
    ScriptedPeer peer =
        (request, line) -> {
          lines.add(line);
          kernel.received(request, line);
        };
    try (MemoryNetwork network = network("netlink", peer);
        Rtnetlink host = Rtnetlink.open(network, NetlinkGroups.IPV4_IFADDR)) {
      assertEquals("192.0.2.1", host.addresses().get(0).address().getHostAddress());
      assertNotEquals(NetlinkAddress.KERNEL, host.endpoint().getLocalAddress());
      Background<Change> next = Background.run(host::nextChange).awaitBlocked();
      Kernelish.tell(lines.get(0));
      assertTrue(next.result().toString().contains("192.0.2.2"), "unasked");
    }
  }

  @Test
  void netlinkSocketsHaveNumbersOfTheirOwn() throws IOException {
    try (MemoryNetwork network = network("netlink", SILENT);
        MessageEndpoint first = network.bindMessages(uri("netlink:usersock"));
        MessageEndpoint second = network.bindMessages(uri("netlink:usersock"));
        MessageEndpoint named = network.bindMessages(uri("netlink:usersock/4711"));
        MessageEndpoint route =
            (MessageEndpoint)
                network.socket(Netlink.AF_ROUTE, SocketType.SOCK_RAW, Protocol.DEFAULT)) {
      assertNotEquals(first.getLocalAddress(), second.getLocalAddress());
      assertEquals(new NetlinkAddress(4711), named.getLocalAddress());
      assertTrue(route.isOpen());
      assertThrows(IllegalArgumentException.class, () -> network.bindMessages(uri("netlink:nix")));
    }
  }

  @Test
  void aPeerThatThrowsLetsTheSendThrow() throws IOException {
    ScriptedPeer peer =
        (request, line) -> {
          throw new IllegalStateException("not what was to be sent");
        };
    try (MemoryNetwork network = network("ping", peer);
        MessageEndpoint endpoint = network.connectMessages(uri("ping://127.0.0.1"))) {
      assertThrows(IllegalStateException.class, () -> endpoint.send(bytes(1)));
    }
  }

  @Test
  void aLineOutlivesItsSocket() throws IOException {
    List<ScriptedPeer.Line> lines = new ArrayList<>();
    try (MemoryNetwork network = network("ping", (request, line) -> lines.add(line))) {
      try (MessageEndpoint endpoint = network.connectMessages(uri("ping://127.0.0.1"))) {
        endpoint.send(bytes(1));
        assertEquals(Ping.DATAGRAM4, lines.get(0).spec());
        assertEquals(endpoint.getRemoteAddress(), lines.get(0).remoteAddress());
      }
      lines.get(0).send(Message.of(bytes(1)));
      assertEquals(0, network.openSockets());
    }
  }

  @Test
  void whoIsConnectedReceivesFromThatAddressAlone() throws IOException {
    ScriptedPeer peer =
        (request, line) -> {
          line.send(Message.of(bytes(1)).peer(new InetSocketAddress("192.0.2.9", 0)));
          line.send(Message.of(bytes(2)));
        };
    try (MemoryNetwork network = network("ping", peer);
        MessageEndpoint endpoint = network.connectMessages(uri("ping://127.0.0.1"))) {
      endpoint.send(bytes(0));
      ByteBuffer buffer = ByteBuffer.allocate(1);
      endpoint.receive(buffer);
      assertEquals(2, buffer.get(0));
    }
  }

  private static List<Integer> echoed(FaultPlanBuilder faults) throws IOException {
    FaultPlan plan = faults.seed(5).schemes("netlink").build();
    try (MemoryNetwork network =
            MemoryNetwork.builder().faults(plan).peer("netlink", ECHO).build();
        MessageEndpoint endpoint = network.connectMessages(uri("netlink:usersock"))) {
      for (int i = 0; i < 100; i++) {
        endpoint.send(bytes(i));
      }
      endpoint.configureBlocking(false);
      List<Integer> received = new ArrayList<>();
      ByteBuffer buffer = ByteBuffer.allocate(1);
      while (endpoint.receive(buffer.clear()) != WOULD_BLOCK) {
        received.add((int) buffer.get(0));
      }
      return received;
    }
  }

  @Test
  void faultsHoldForBothDirections() throws IOException {
    List<Integer> all = echoed(FaultPlan.builder());
    assertEquals(100, all.size());
    assertEquals(List.of(), echoed(FaultPlan.builder().loss(1)));
    int left = echoed(FaultPlan.builder().loss(0.5)).size();
    assertTrue(left > 5 && left < 45, () -> "about a quarter: " + left);
    assertEquals(400, echoed(FaultPlan.builder().duplication(1)).size());
    List<Integer> mixed = echoed(FaultPlan.builder().reordering(0.5));
    assertNotEquals(all, mixed);
    assertEquals(all, mixed.stream().sorted().toList());
  }

  @Test
  void latencyHoldsForBothDirections() throws IOException {
    ManualTime time = ManualTime.create();
    FaultPlan plan = FaultPlan.builder().latency(Duration.ofMillis(10)).build();
    List<ScriptedPeer.Line> asked = new ArrayList<>();
    ScriptedPeer peer =
        (request, line) -> {
          asked.add(line);
          ECHO.received(request, line);
        };
    try (MemoryNetwork network =
            MemoryNetwork.builder().time(time).faults(plan).peer("ping", peer).build();
        MessageEndpoint endpoint = network.connectMessages(uri("ping://127.0.0.1"))) {
      endpoint.configureBlocking(false);
      endpoint.send(bytes(1));
      assertTrue(asked.isEmpty());
      time.advance(Duration.ofMillis(10));
      assertFalse(asked.isEmpty());
      ByteBuffer buffer = ByteBuffer.allocate(1);
      assertEquals(WOULD_BLOCK, endpoint.receive(buffer));
      time.advance(Duration.ofMillis(10));
      assertEquals(1, endpoint.receive(buffer));
      assertNotNull(asked.get(0).localAddress());
    }
  }
}

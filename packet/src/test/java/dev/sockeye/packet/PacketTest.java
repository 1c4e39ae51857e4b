package dev.sockeye.packet;

import static dev.sockeye.SocketType.SOCK_PACKET;
import static dev.sockeye.SocketType.SOCK_RAW;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.SocketErrnoException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What packet sockets have of their own, on the loopback. */
class PacketTest extends PacketCases {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "packet:lo",
        "packet:LO",
        "packet://lo",
        "packet+dgram:lo",
        "packet:",
        "packet:any"
      })
  void anInterfaceIsNamedOrNumberedOrNone(String uri) throws IOException {
    try (MessageEndpoint endpoint = bind(uri.replace("LO", "" + LO))) {
      PacketAddress local = (PacketAddress) endpoint.getLocalAddress();
      boolean all = !uri.toLowerCase(Locale.ROOT).endsWith("lo");
      assertEquals(all ? 0 : LO, local.interfaceIndex());
      assertEquals(Packet.ETH_P_ALL.number(), local.protocol());
      assertEquals(all ? 0 : 772, local.hardwareType());
    }
  }

  @Test
  void anAddressIsItsFormInAUri() throws IOException {
    try (MessageEndpoint endpoint = bound("")) {
      PacketAddress local = (PacketAddress) endpoint.getLocalAddress();
      assertEquals(new PacketAddress(protocol.number(), LO, 772, 0, ZEROS), local);
      EndpointUri uri = EndpointUri.valueOf("packet:any").withAddress(local);
      assertEquals("packet:00:00:00:00:00:00@" + LO + "/" + hex(), uri.toString());
      try (MessageEndpoint same = network.bindMessages(uri)) {
        assertEquals(local, same.getLocalAddress());
        assertEquals(local.hashCode(), same.getLocalAddress().hashCode());
      }
    }
    assertEquals("any/0x0003", PacketAddress.of(Packet.ETH_P_ALL, 0).toString());
    assertEquals("2", PacketAddress.of(2).toString());
  }

  @Test
  void aProtocolIsOfTheTripleTheOptionOrTheAddress() throws IOException {
    PacketAddress any = PacketAddress.of(LO);
    PacketAddress arp = PacketAddress.of(Packet.ETH_P_ARP, LO);
    Domain[] domains = {Packet.AF_PACKET, Domain.AF_INET};
    for (Domain domain : domains) {
      boolean old = domain.equals(Domain.AF_INET);
      try (Endpoint triple = network.socket(domain, old ? SOCK_PACKET : SOCK_RAW, protocol)) {
        assertEquals(protocol, triple.getOption(Packet.PROTOCOL));
        triple.bind(any);
        assertEquals(protocol.number(), ((PacketAddress) triple.getLocalAddress()).protocol());
        send("by triple");
        assertEquals("by triple", receive((MessageEndpoint) triple));
      }
    }
    try (MessageEndpoint explicit = network.socket(Packet.RAW)) {
      explicit.setOption(Packet.PROTOCOL, protocol).bind(arp);
      assertEquals(Packet.ETH_P_ARP, explicit.getOption(Packet.PROTOCOL));
    }
    try (MessageEndpoint inAddress = bind("packet:lo/" + hex() + "?PROTOCOL=arp")) {
      assertEquals(protocol, inAddress.getOption(Packet.PROTOCOL));
    }
  }

  @Test
  void nothingIsReceivedBeforeTheBind() throws IOException {
    try (MessageEndpoint endpoint = network.socket(Packet.RAW)) {
      assertNull(endpoint.getLocalAddress());
      assertThrows(NotYetConnectedException.class, () -> endpoint.receive(ByteBuffer.allocate(1)));
      endpoint.setOption(Packet.PROTOCOL, protocol);
      send("before");
      endpoint.bind(PacketAddress.of(LO)).setOption(EndpointOptions.SO_RCVTIMEO, seconds(10));
      send("after");
      assertEquals("after", receive(endpoint));
    }
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void anotherProtocolBindsAnew() throws IOException {
    try (MessageEndpoint endpoint = bind("packet:lo?PROTOCOL=arp&SO_RCVTIMEO=10s")) {
      send("not asked for");
      endpoint.setOption(Packet.PROTOCOL, protocol);
      send("asked for");
      assertEquals("asked for", receive(endpoint));
      assertEquals(protocol, endpoint.getOption(Packet.PROTOCOL));
    }
  }

  @Test
  void thereIsNoPeerAndItIsSaidWhatToDo() throws IOException {
    EndpointUri lo = EndpointUri.valueOf("packet:lo");
    for (Executable call :
        new Executable[] {
          () -> network.connectMessages(lo),
          () -> network.listenMessages(lo),
          () -> network.pair(Packet.RAW),
          () -> network.socket(Packet.DGRAM).connect(PacketAddress.of(LO))
        }) {
      Exception e = assertThrows(UnsupportedOperationException.class, call);
      assertTrue(e.getMessage().contains("bind"), e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "packet:lo/arp/2",
        "packet:lo/0x10000",
        "packet:lo/apr",
        "packet:1:2@lo",
        "packet:lo?PROTOCOL=apr",
        "packet:lo?PACKET_ADD_MEMBERSHIP=promiscuous",
        "packet:lo?PACKET_FANOUT=hash",
        "packet:lo?PACKET_FANOUT=hash:65536",
        "packet:lo?PACKET_FANOUT=hush:1",
        "packet:lo?PACKET_FANOUT=hash:1+defrog",
        "packet:lo?PACKET_STATISTICS=1"
      })
  void whatIsNoAddressOrOptionIsExplained(String uri) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> bind(uri).close());
    assertTrue(e.getMessage().startsWith(uri + ": "), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"packet:nosuch0", "packet:99999999", "packet:muchlongerthan15bytes"})
  void anInterfaceThatThereIsNotIsTold(String uri) {
    SocketErrnoException e = assertThrows(SocketErrnoException.class, () -> bind(uri).close());
    assertEquals(Errno.ENODEV, e.errno());
  }

  @Test
  void anOptionOfTheBindTakesEffectWithIt() throws IOException {
    PacketFanout group = new PacketFanout(protocol.number(), PacketFanout.Mode.LB);
    PacketMembership all = PacketMembership.allMulticast();
    try (MessageEndpoint endpoint = network.socket(Packet.RAW)) {
      endpoint.setOption(Packet.PACKET_FANOUT, group).setOption(Packet.PROTOCOL, protocol);
      endpoint.setOption(Packet.PACKET_ADD_MEMBERSHIP, all);
      assertEquals(group, endpoint.getOption(Packet.PACKET_FANOUT));
      endpoint.bind(PacketAddress.of(LO));
      assertEquals(group, endpoint.getOption(Packet.PACKET_FANOUT));
      SocketErrnoException e =
          assertThrows(
              SocketErrnoException.class, () -> endpoint.setOption(Packet.PACKET_FANOUT, group));
      assertEquals(Errno.EALREADY, e.errno());
      endpoint.setOption(Packet.PACKET_DROP_MEMBERSHIP, all);
    }
  }

  @Test
  void aGroupSharesFramesOut() throws IOException {
    String group = "&PACKET_FANOUT=lb:" + protocol.number();
    try (MessageEndpoint one = bound(group);
        MessageEndpoint other = bound(group)) {
      send("1", "2", "3", "4");
      String all = receive(one) + receive(one) + receive(other) + receive(other);
      assertEquals(
          "1234",
          all.chars()
              .sorted()
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString());
      assertNothing(one);
      assertNothing(other);
    }
  }

  @Test
  void whatTheBufferHasNoRoomForIsCountedAndReadingStartsAnew() throws IOException {
    try (MessageEndpoint endpoint = bound("&SO_RCVBUF=2k")) {
      String[] texts = new String[1000];
      Arrays.fill(texts, "x".repeat(1000));
      send(texts);
      PacketStatistics counted = endpoint.getOption(Packet.PACKET_STATISTICS);
      assertEquals(1000, counted.packets());
      endpoint.configureBlocking(false);
      int kept = 0;
      ByteBuffer buffer = ByteBuffer.allocate(2000);
      while (endpoint.receive(buffer.clear()) != MessageEndpoint.WOULD_BLOCK) {
        kept++;
      }
      assertTrue(kept > 0 && kept < 1000, "kept " + kept);
      assertEquals(1000 - kept, counted.drops());
      assertEquals(new PacketStatistics(0, 0), endpoint.getOption(Packet.PACKET_STATISTICS));
      assertThrows(
          UnsupportedOperationException.class,
          () -> endpoint.setOption(Packet.PACKET_STATISTICS, counted));
    }
  }

  /** That passes so much of each frame of this test. */
  @Test
  void theLoopbackShowsAFrameTwiceUnlessOutgoingOnesAreIgnored() throws IOException {
    String all = "packet:lo?SO_RCVTIMEO=10s&SO_ATTACH_FILTER=" + filter(2000);
    try (MessageEndpoint both = bind(all);
        MessageEndpoint once = bind(all + "&PACKET_IGNORE_OUTGOING=true")) {
      send("frame");
      ByteBuffer buffer = ByteBuffer.allocate(2000);
      PacketAddress out = (PacketAddress) both.receiveFrom(buffer);
      assertEquals(PacketAddress.OUTGOING, out.packetType());
      PacketAddress in = (PacketAddress) both.receiveFrom(buffer.clear());
      assertEquals(new PacketAddress(protocol.number(), LO, 772, PacketAddress.HOST, ZEROS), in);
      assertEquals(in, once.receiveFrom(buffer.clear()));
      assertNothing(once);
    }
  }

  @Test
  void aFrameWithoutAHeaderIsGivenOne() throws IOException {
    try (MessageEndpoint whole = bound("");
        MessageEndpoint dgram = bind("packet+dgram:lo/" + hex() + "?SO_RCVTIMEO=10s")) {
      byte[] to = {2, 0, 0, 0, 0, 1};
      dgram.sendTo(ByteBuffer.wrap(new byte[] {42}), PacketAddress.of(protocol, LO, to));
      ByteBuffer buffer = ByteBuffer.allocate(100);
      PacketAddress sender = (PacketAddress) whole.receiveFrom(buffer);
      assertEquals(PacketAddress.OTHERHOST, sender.packetType());
      assertArrayEquals(ZEROS, sender.hardwareAddress());
      EthernetHeader header = new EthernetHeader().of(buffer.flip());
      assertEquals("02:00:00:00:00:01", EthernetHeader.text(header.destination()));
      assertEquals(protocol.number(), header.ethertype());
      ByteBuffer payload = ByteBuffer.allocate(100);
      assertEquals(1, dgram.receive(payload));
      assertEquals(42, payload.get(0));
      Exception e =
          assertThrows(
              IllegalArgumentException.class,
              () -> dgram.sendTo(ByteBuffer.allocate(1), PacketAddress.of(LO)));
      assertTrue(e.getMessage().contains("ethertype"), e.getMessage());
    }
  }

  @Test
  void aFrameThatTheInterfaceDoesNotTakeIsRefused() throws IOException {
    try (MessageEndpoint endpoint = network.socket(Packet.RAW)) {
      endpoint.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 20);
      ByteBuffer large = ByteBuffer.allocate(PacketFixtures.MTU + 100);
      Exception e =
          assertThrows(
              MessageTooLargeException.class, () -> endpoint.sendTo(large, PacketAddress.of(LO)));
      assertTrue(e.getMessage().contains("MTU"), e.getMessage());
      SocketErrnoException nowhere =
          assertThrows(
              SocketErrnoException.class,
              () -> endpoint.sendTo(frame("nowhere"), PacketAddress.of(0)));
      assertEquals(Errno.ENXIO, nowhere.errno());
    }
  }
}

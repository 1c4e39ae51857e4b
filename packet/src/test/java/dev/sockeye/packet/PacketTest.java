package dev.sockeye.packet;

import static dev.sockeye.SocketType.SOCK_PACKET;
import static dev.sockeye.SocketType.SOCK_RAW;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.posix.BpfFilter;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What packet sockets have of their own, on the loopback. */
@Timeout(60)
class PacketTest {

  private static final int LO = PacketFixtures.lo();
  private static final byte[] ZEROS = new byte[6];

  private final Network network = Network.system();
  private final Protocol protocol = PacketFixtures.freeProtocol();

  @BeforeEach
  void needsPrivilege() {
    Optional<String> why = new PacketTransport().unavailable(Packet.RAW);
    why.ifPresent(reason -> System.out.println("Skipped: " + reason));
    assumeTrue(why.isEmpty(), () -> why.orElseThrow());
  }

  private String hex() {
    return String.format("0x%04x", protocol.number());
  }

  private MessageEndpoint bound(String options) throws IOException {
    return bind("packet:lo?PROTOCOL=" + hex() + "&SO_RCVTIMEO=10s" + options);
  }

  private MessageEndpoint bind(String uri) throws IOException {
    return network.bindMessages(EndpointUri.valueOf(uri));
  }

  private ByteBuffer frame(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer frame = ByteBuffer.allocate(EthernetHeader.LENGTH + bytes.length);
    return EthernetHeader.put(frame, 0, 0, protocol.number()).put(bytes).flip();
  }

  private void send(String... texts) throws IOException {
    try (MessageEndpoint sender = network.socket(Packet.RAW)) {
      for (String text : texts) {
        sender.sendTo(frame(text), PacketAddress.of(LO));
      }
    }
  }

  private static String text(ByteBuffer received) {
    EthernetHeader header = new EthernetHeader().of(received);
    return StandardCharsets.US_ASCII.decode(received.position(header.payload())).toString();
  }

  private static String receive(MessageEndpoint endpoint) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(2000);
    endpoint.receive(buffer);
    return text(buffer.flip());
  }

  private static void assertNothing(MessageEndpoint endpoint) throws IOException {
    endpoint.configureBlocking(false);
    assertEquals(MessageEndpoint.WOULD_BLOCK, endpoint.receive(ByteBuffer.allocate(1)));
    endpoint.configureBlocking(true);
  }

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
  private String filter(int snap) {
    return "4,40 0 0 12,21 0 1 " + protocol.number() + ",6 0 0 " + snap + ",6 0 0 0";
  }

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
  void whatAFilterCutsIsToldInEveryForm() throws IOException {
    int length = EthernetHeader.LENGTH + "cut in the middle".length();
    try (MessageEndpoint endpoint = bound("&SO_ATTACH_FILTER=" + filter(20))) {
      send(
          "cut in the middle",
          "cut in the middle",
          "cut in the middle",
          "cut in the middle",
          "cut in the middle");
      ByteBuffer buffer = ByteBuffer.allocate(100);
      MessageTruncatedException e =
          assertThrows(MessageTruncatedException.class, () -> endpoint.receive(buffer));
      assertTrue(
          e.getMessage().contains(length + " bytes was cut to 20 by a filter"), e.getMessage());
      assertThrows(MessageTruncatedException.class, () -> endpoint.receiveFrom(buffer.clear()));
      Message message = Message.allocate(100);
      assertEquals(20, endpoint.receiveMessage(message));
      assertCut(message, length);
      Message[] batch = {Message.allocate(100), Message.allocate(100)};
      assertEquals(2, endpoint.receiveMessages(batch, 0, 2));
      assertCut(batch[0], length);
      assertCut(batch[1], length);
    }
  }

  private static void assertCut(Message message, int length) {
    assertTrue(message.isTruncated());
    PacketAuxdata auxdata = message.get(Packet.AUXDATA);
    assertEquals(length, auxdata.length());
    assertEquals(20, auxdata.capturedLength());
    assertTrue(auxdata.isCut());
  }

  @Test
  void withoutAFilterOnlyASmallBufferCuts() throws IOException {
    try (MessageEndpoint endpoint = bound("&PACKET_AUXDATA=true&SO_TIMESTAMPNS=true")) {
      Instant before = Instant.now().minusSeconds(1);
      send("whole", "whole", "whole");
      Message message = Message.allocate(100);
      assertEquals(19, endpoint.receiveMessage(message));
      assertEquals("whole", text(message.payload().flip()));
      PacketAuxdata auxdata = message.get(Packet.AUXDATA);
      assertEquals(19, auxdata.length());
      assertEquals(14, auxdata.networkOffset());
      assertTrue(!message.isTruncated() && !auxdata.isCut() && !auxdata.hasVlan());
      Instant when = message.get(Packet.TIMESTAMP);
      assertTrue(when.isAfter(before) && when.isBefore(Instant.now().plusSeconds(1)), "" + when);
      assertEquals("whole", receive(endpoint));
      MessageTruncatedException e =
          assertThrows(
              MessageTruncatedException.class, () -> endpoint.receive(ByteBuffer.allocate(15)));
      assertTrue(e.getMessage().contains("19 bytes was cut to 15: give a larger"), e.getMessage());
      message.payload().rewind();
      assertEquals(19, endpoint.sendMessage(message.peer(PacketAddress.of(LO))), "as it came");
      assertEquals("whole", receive(endpoint));
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

  @Test
  void aFilterSeesTheHeaderAndCanBeTakenAway() throws IOException {
    try (MessageEndpoint endpoint = bind("packet:lo?SO_RCVTIMEO=10s&PROTOCOL=" + hex())) {
      endpoint.setOption(Packet.SO_ATTACH_FILTER, BpfFilter.parse("1,6 0 0 0"));
      send("filtered");
      endpoint.setOption(Packet.SO_ATTACH_FILTER, BpfFilter.NONE);
      send("passed");
      assertEquals("passed", receive(endpoint));
      assertThrows(
          SocketTimeoutException.class,
          () ->
              endpoint
                  .setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(20))
                  .receive(ByteBuffer.allocate(100)));
    }
  }
}

package dev.sockeye.raw;

import static dev.sockeye.raw.RawFixtures.EXPERIMENT;
import static dev.sockeye.raw.RawFixtures.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Domain;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.SocketType;
import dev.sockeye.posix.BpfFilter;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What raw sockets do that others do not, on the loopback interface. */
@Timeout(60)
class RawTest {

  private final Network network = Network.system();

  @BeforeEach
  void needsRawSockets() {
    RawFixtures.assumeRaw(Raw.inet(EXPERIMENT));
  }

  private MessageEndpoint bind(String uri) throws IOException {
    String separator = uri.contains("?") ? "&" : "?";
    return network.bindMessages(EndpointUri.valueOf(uri + separator + "SO_RCVTIMEO=10s"));
  }

  private static ByteBuffer bytes(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length);
    for (int value : values) {
      bytes.put((byte) value);
    }
    return bytes.flip();
  }

  private EndpointPair<MessageEndpoint> pair() throws IOException {
    EndpointPair<MessageEndpoint> pair = network.pair(Raw.inet(EXPERIMENT));
    pair.first().setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(10));
    pair.second().setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(10));
    return pair;
  }

  // Triples and URIs.

  @Test
  void everyProtocolHasATriple() throws IOException {
    for (Domain domain : new Domain[] {Domain.AF_INET, Domain.AF_INET6}) {
      for (int number : new int[] {1, 58, 89, 253, 255}) {
        Protocol protocol = new Protocol("" + number, number);
        try (MessageEndpoint endpoint =
            (MessageEndpoint) network.socket(domain, SocketType.SOCK_RAW, protocol)) {
          InetSocketAddress local = (InetSocketAddress) endpoint.getLocalAddress();
          assertEquals(number, local.getPort());
          assertEquals(domain.equals(Domain.AF_INET6), local.getAddress() instanceof Inet6Address);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 256})
  void otherNumbersHaveNone(int number) {
    Protocol protocol = new Protocol("" + number, number);
    assertThrows(
        UnsupportedOperationException.class,
        () -> network.socket(Domain.AF_INET, SocketType.SOCK_RAW, protocol));
    assertThrows(IllegalArgumentException.class, () -> Raw.inet(protocol));
  }

  @ParameterizedTest
  @CsvSource({
    "raw://127.0.0.1:icmp, AF_INET, 1",
    "raw://127.0.0.1:IGMP, AF_INET, 2",
    "raw4://localhost:253, AF_INET, 253",
    "raw4://:udp, AF_INET, 17",
    "raw://[::1]:icmpv6, AF_INET6, 58",
    "raw6://[::1]:89, AF_INET6, 89",
    "raw6://:ospf, AF_INET6, 89"
  })
  void aUriNamesProtocolAndFamily(String uri, String domain, int protocol) throws IOException {
    try (MessageEndpoint endpoint = bind(uri)) {
      assertEquals(new Domain(domain), endpoint.spec().domain());
      assertEquals(protocol, endpoint.spec().protocol().number());
      SocketAddress local = endpoint.getLocalAddress();
      EndpointUri again = EndpointUri.valueOf(uri).withAddress(local);
      try (MessageEndpoint another = network.bindMessages(again)) {
        assertEquals(local, another.getLocalAddress());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "raw://127.0.0.1",
        "raw:127.0.0.1:icmp",
        "raw://127.0.0.1:0",
        "raw://127.0.0.1:256",
        "raw://127.0.0.1:nothing",
        "raw://::1:icmpv6",
        "raw://"
      })
  void aUriWithoutAProtocolIsExplained(String uri) {
    EndpointUri where = EndpointUri.valueOf(uri);
    Exception e = assertThrows(IllegalArgumentException.class, () -> network.bindMessages(where));
    assertTrue(e.getMessage().startsWith(uri), e.getMessage());
    assertTrue(e.getMessage().contains("write raw://HOST:PROTOCOL"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "raw://[::1]:icmp, IPv6 is icmpv6",
    "raw6://:icmp, IPv6 is icmpv6",
    "raw4://:icmpv6, IPv4 is icmp:"
  })
  void theOtherFamilysIcmpIsTakenForAMistake(String uri, String why) {
    EndpointUri where = EndpointUri.valueOf(uri);
    Exception e = assertThrows(IllegalArgumentException.class, () -> network.bindMessages(where));
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }

  @Test
  void withoutAHostOneCannotConnect() {
    EndpointUri nowhere = EndpointUri.valueOf("raw4://:icmp");
    assertThrows(IllegalArgumentException.class, () -> network.connectMessages(nowhere));
  }

  // Addresses.

  @Test
  void aPortIsTheProtocolOrRefused() throws IOException {
    try (MessageEndpoint endpoint = bind("raw4://127.0.0.2:253")) {
      for (int port : new int[] {0, 253}) {
        endpoint.sendTo(bytes(1), new InetSocketAddress(ip("127.0.0.2"), port));
        ByteBuffer packet = ByteBuffer.allocate(100);
        SocketAddress sender = endpoint.receiveFrom(packet);
        assertEquals(new InetSocketAddress(ip("127.0.0.2"), 253), sender);
      }
      InetSocketAddress port80 = new InetSocketAddress(ip("127.0.0.2"), 80);
      SocketException e =
          assertThrows(SocketException.class, () -> endpoint.sendTo(bytes(1), port80));
      assertTrue(e.getMessage().contains("its protocol's number, which is 253"), e.getMessage());
      assertThrows(SocketException.class, () -> endpoint.connect(port80));
    }
  }

  @Test
  void eachFamilyHasItsOwnAddresses() throws IOException {
    try (MessageEndpoint four = network.socket(Raw.inet(EXPERIMENT));
        MessageEndpoint six = network.socket(Raw.inet6(EXPERIMENT))) {
      InetSocketAddress of4 = new InetSocketAddress(ip("127.0.0.1"), 0);
      InetSocketAddress of6 = new InetSocketAddress(ip("::1"), 0);
      assertThrows(UnsupportedAddressTypeException.class, () -> four.bind(of6));
      assertThrows(UnsupportedAddressTypeException.class, () -> six.bind(of4));
    }
  }

  // Messages.

  @Test
  void ipv4GivesTheHeaderToo() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair()) {
      pair.first().send(bytes(1, 2, 3));
      ByteBuffer packet = ByteBuffer.allocateDirect(100);
      assertEquals(23, pair.second().receive(packet));
      Ipv4View ip = new Ipv4View();
      assertTrue(ip.wrap(packet.flip()));
      assertEquals(((InetSocketAddress) pair.first().getLocalAddress()).getAddress(), ip.source());
      assertEquals(253, ip.protocol());
      assertEquals(64, ip.ttl());
      assertTrue(ip.isChecksumRight());
      assertEquals(bytes(1, 2, 3), ip.payload());
    }
  }

  @Test
  void ipv6GivesNone() throws IOException {
    try (MessageEndpoint endpoint = bind("raw6://[::1]:253")) {
      endpoint.sendTo(bytes(1, 2, 3), new InetSocketAddress(ip("::1"), 0));
      ByteBuffer payload = ByteBuffer.allocate(100);
      assertEquals(new InetSocketAddress(ip("::1"), 253), endpoint.receiveFrom(payload));
      assertEquals(bytes(1, 2, 3), payload.flip());
      endpoint.connect(endpoint.getLocalAddress());
      assertEquals(new InetSocketAddress(ip("::1"), 253), endpoint.getRemoteAddress());
      endpoint.send(ByteBuffer.allocate(0));
      assertEquals(0, endpoint.receive(payload.clear()));
    }
  }

  @Test
  void theLargestPayloadIsThatOfAPacket() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair()) {
      int largest = 65_535 - 20;
      assertEquals(largest, pair.first().send(ByteBuffer.allocate(largest)));
      assertEquals(65_535, pair.second().receive(ByteBuffer.allocate(65_535)));
      ByteBuffer more = ByteBuffer.allocate(largest + 1);
      assertThrows(MessageTooLargeException.class, () -> pair.first().send(more));
      assertEquals(0, more.position());
      pair.first().send(bytes(1, 2, 3));
      MessageTruncatedException cut =
          assertThrows(
              MessageTruncatedException.class,
              () -> pair.second().receive(ByteBuffer.allocate(22)));
      assertEquals(23, cut.length());
    }
  }

  @Test
  void whoIsNotBoundReceivesAllOfTheProtocol() throws IOException {
    try (MessageEndpoint all = network.socket(Raw.inet(EXPERIMENT));
        EndpointPair<MessageEndpoint> pair = pair()) {
      all.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(10));
      pair.first().send(bytes(42));
      SocketAddress sender = pair.first().getLocalAddress();
      ByteBuffer packet = ByteBuffer.allocate(100);
      while (!all.receiveFrom(packet.clear()).equals(sender)) {} // those of others arrive here too
      assertEquals(42, packet.get(20));
    }
  }

  @Test
  void aPeerIsReplacedAndNotTakenAway() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair();
        MessageEndpoint third = network.socket(Raw.inet(EXPERIMENT))) {
      assertEquals(third, third.disconnect(), "harmless without a peer");
      third.bind(RawTransport.loopback());
      MessageEndpoint endpoint = pair.first();
      assertThrows(UnsupportedOperationException.class, endpoint::disconnect);
      endpoint.connect(third.getLocalAddress());
      pair.second().send(bytes(1));
      third.sendTo(bytes(2), endpoint.getLocalAddress());
      ByteBuffer packet = ByteBuffer.allocate(100);
      endpoint.receive(packet);
      assertEquals(2, packet.get(20));
    }
  }

  @Test
  void thereIsNoPairOfIpv6AndNoListener() {
    assertThrows(UnsupportedOperationException.class, () -> network.pair(Raw.inet6(EXPERIMENT)));
    assertThrows(UnsupportedOperationException.class, () -> network.listener(Raw.ICMP));
  }

  // Headers of the caller's.

  @Test
  void aPacketMayBringItsOwnHeader() throws IOException {
    for (boolean byOption : new boolean[] {true, false}) {
      try (MessageEndpoint receiver = bind("raw4://127.0.0.2:253");
          MessageEndpoint sender = network.socket(byOption ? Raw.inet(EXPERIMENT) : Raw.PACKETS)) {
        if (byOption) {
          sender.setOption(Ip.IP_HDRINCL, true);
        }
        assertTrue(sender.getOption(Ip.IP_HDRINCL));
        ByteBuffer packet = bytes(0x45, 0, 0, 0, 0x12, 0x34, 0, 0, 9, 253, 0, 0);
        packet = ByteBuffer.allocate(24).put(packet);
        packet.put(ip("127.0.0.77").getAddress()).put(ip("127.0.0.2").getAddress()).put(bytes(7));
        sender.sendTo(packet.flip(), new InetSocketAddress(ip("127.0.0.2"), 0));
        ByteBuffer received = ByteBuffer.allocate(100);
        receiver.receive(received);
        Ipv4View ip = new Ipv4View();
        assertTrue(ip.wrap(received.flip()));
        assertEquals(ip("127.0.0.77"), ip.source());
        assertEquals(0x1234, ip.identification());
        assertEquals(9, ip.ttl());
        assertTrue(ip.isChecksumRight(), "the system's");
        assertEquals(bytes(7), ip.payload());
        IOException e =
            assertThrows(
                IOException.class,
                () ->
                    sender.sendTo(
                        ByteBuffer.allocate(4), new InetSocketAddress(ip("127.0.0.2"), 0)));
        assertEquals(Errno.EINVAL, Errno.of(e).orElseThrow());
      }
    }
  }

  // Options.

  @Test
  void optionsOfIpv6AreReadBackAsTheyWereSet() throws IOException {
    Map<SocketOption<?>, Object> values = new LinkedHashMap<>();
    values.put(Ip.IPV6_UNICAST_HOPS, 33);
    values.put(Ip.IPV6_TCLASS, 0x20);
    values.put(Ip.IPV6_RECVHOPLIMIT, true);
    values.put(Ip.IPV6_RECVTCLASS, true);
    values.put(Ip.IPV6_RECVPKTINFO, true);
    values.put(Ip.IPV6_CHECKSUM, 4);
    values.put(Ip.SO_TIMESTAMPNS, true);
    values.put(Ip.SO_BINDTODEVICE, "lo");
    try (MessageEndpoint endpoint = network.socket(Raw.inet6(EXPERIMENT))) {
      for (Map.Entry<SocketOption<?>, Object> entry : values.entrySet()) {
        assertFalse(entry.getValue().equals(endpoint.getOption(entry.getKey())));
        set(endpoint, entry.getKey(), entry.getValue());
        assertEquals(entry.getValue(), endpoint.getOption(entry.getKey()));
      }
      IOException odd =
          assertThrows(IOException.class, () -> endpoint.setOption(Ip.IPV6_CHECKSUM, 3));
      assertEquals(Errno.EINVAL, Errno.of(odd).orElseThrow());
    }
  }

  private static <T> void set(MessageEndpoint endpoint, SocketOption<T> option, Object value)
      throws IOException {
    endpoint.setOption(option, option.type().cast(value));
  }

  @Test
  void theSystemMakesAChecksumWhereItIsTold() throws IOException {
    try (MessageEndpoint endpoint = bind("raw6://[::1]:253?IPV6_CHECKSUM=2")) {
      endpoint.sendTo(bytes(1, 2, 0, 0, 5, 6), new InetSocketAddress(ip("::1"), 0));
      ByteBuffer payload = ByteBuffer.allocate(100);
      endpoint.receive(payload);
      assertFalse(payload.getShort(2) == 0);
    }
  }

  @Test
  void filtersOfIcmpAreReadBackAndDecide() throws IOException {
    try (MessageEndpoint icmp = bind("raw://127.0.0.1:icmp");
        MessageEndpoint six = network.socket(Raw.ICMPV6)) {
      assertEquals(new BitSet(), icmp.getOption(Ip.ICMP_FILTER));
      icmp.setOption(Ip.ICMP_FILTER, Icmp.allBut(Icmp.ECHO_REPLY, 31));
      assertEquals(Icmp.allBut(Icmp.ECHO_REPLY, 31), icmp.getOption(Ip.ICMP_FILTER));
      assertEquals(new BitSet(), six.getOption(Ip.ICMP6_FILTER));
      six.setOption(Ip.ICMP6_FILTER, Icmp.allBut6(Icmp.ECHO_REPLY6));
      assertEquals(Icmp.allBut6(Icmp.ECHO_REPLY6), six.getOption(Ip.ICMP6_FILTER));
      BitSet beyond = new BitSet();
      beyond.set(32);
      assertThrows(IllegalArgumentException.class, () -> icmp.setOption(Ip.ICMP_FILTER, beyond));
      assertFalse(six.supportedOptions().contains(Ip.IPV6_CHECKSUM));
    }
    try (MessageEndpoint of = bind("raw://127.0.0.1:icmp?ICMP_FILTER=8,13&IP_TTL=5")) {
      assertEquals("{8, 13}", of.getOption(Ip.ICMP_FILTER).toString());
      assertEquals(5, of.getOption(Ip.IP_TTL));
    }
  }

  @Test
  void aBpfFilterSeesTheHeaderOfIpv4() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair()) {
      // Passes what begins with 7 behind the header of 20 bytes.
      BpfFilter sevens = BpfFilter.parse("4,48 0 0 20,21 0 1 7,6 0 0 65535,6 0 0 0");
      pair.second().setOption(BpfFilter.SO_ATTACH_FILTER, sevens);
      pair.first().send(bytes(6));
      pair.first().send(bytes(7));
      ByteBuffer packet = ByteBuffer.allocate(100);
      pair.second().receive(packet);
      assertEquals(7, packet.get(20));
      pair.second().setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(20));
      assertThrows(SocketTimeoutException.class, () -> pair.second().receive(packet.clear()));
    }
  }

  // Attributes.

  @Test
  void attributesOfIpv4AreSentAndTold() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair()) {
      MessageEndpoint receiver = pair.second();
      for (SocketOption<Boolean> option :
          Set.of(Ip.IP_RECVTTL, Ip.IP_RECVTOS, Ip.IP_PKTINFO, Ip.SO_TIMESTAMPNS)) {
        receiver.setOption(option, true);
      }
      Instant before = Instant.now();
      Message sent = Message.of(bytes(1)).set(Ip.TTL, 17).set(Ip.TOS, 0x20);
      pair.first().sendMessage(sent);
      Message received = Message.allocate(100);
      receiver.receiveMessage(received);
      assertEquals(17, received.get(Ip.TTL));
      assertEquals(0x20, received.get(Ip.TOS));
      PacketInfo info = received.get(Ip.PACKET_INFO);
      InetSocketAddress local = (InetSocketAddress) receiver.getLocalAddress();
      assertEquals(local.getAddress(), info.local());
      assertEquals(local.getAddress(), info.destination());
      assertEquals(1, info.interfaceIndex());
      Duration age = Duration.between(before, received.get(Ip.TIMESTAMP));
      assertTrue(age.abs().compareTo(Duration.ofSeconds(10)) < 0, age.toString());
      received.payload().flip();
      receiver.sendMessage(received); // with the attributes that it came with
      assertEquals(20 + 21, pair.first().receive(ByteBuffer.allocate(100)));
    }
  }

  @Test
  void theSourceIsChosenForEachMessage() throws IOException {
    try (MessageEndpoint receiver = bind("raw4://127.0.0.2:253");
        MessageEndpoint sender = network.socket(Raw.inet(EXPERIMENT))) {
      Message message =
          Message.of(bytes(1))
              .peer(receiver.getLocalAddress())
              .set(Ip.PACKET_INFO, PacketInfo.from(0, ip("127.0.0.88")));
      sender.sendMessage(message);
      SocketAddress from = receiver.receiveFrom(ByteBuffer.allocate(100));
      assertEquals(new InetSocketAddress(ip("127.0.0.88"), 253), from);
      Message wrong = Message.of(bytes(1)).peer(receiver.getLocalAddress());
      wrong.set(Ip.PACKET_INFO, PacketInfo.from(0, ip("::1")));
      assertThrows(IllegalArgumentException.class, () -> sender.sendMessage(wrong));
    }
  }

  @Test
  void attributesOfIpv6AreSentAndTold() throws IOException {
    String options = "?IPV6_RECVHOPLIMIT=on&IPV6_RECVTCLASS=on&IPV6_RECVPKTINFO=on";
    try (MessageEndpoint endpoint = bind("raw6://[::1]:253" + options)) {
      Message sent =
          Message.of(bytes(1))
              .peer(endpoint.getLocalAddress())
              .set(Ip.TTL, 17)
              .set(Ip.TOS, 0x20)
              .set(Ip.PACKET_INFO, PacketInfo.from(1, ip("::1")));
      endpoint.sendMessage(sent);
      Message received = Message.allocate(100);
      endpoint.receiveMessage(received);
      assertEquals(17, received.get(Ip.TTL));
      assertEquals(0x20, received.get(Ip.TOS));
      assertEquals(PacketInfo.from(1, ip("::1")), received.get(Ip.PACKET_INFO));
      assertNull(received.get(Ip.TIMESTAMP));
    }
  }

  @Test
  void broadcastIsAskedForFirst() throws IOException {
    try (MessageEndpoint endpoint = network.socket(Raw.inet(EXPERIMENT))) {
      InetSocketAddress all = new InetSocketAddress(ip("127.255.255.255"), 0);
      IOException e = assertThrows(IOException.class, () -> endpoint.sendTo(bytes(1), all));
      assertEquals(Errno.EACCES, Errno.of(e).orElseThrow());
      endpoint.setOption(StandardSocketOptions.SO_BROADCAST, true);
      assertTrue(endpoint.getOption(StandardSocketOptions.SO_BROADCAST));
    }
  }
}

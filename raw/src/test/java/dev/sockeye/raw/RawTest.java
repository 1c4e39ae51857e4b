package dev.sockeye.raw;

import static dev.sockeye.raw.RawFixtures.EXPERIMENT;
import static dev.sockeye.raw.RawFixtures.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Domain;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.Protocol;
import dev.sockeye.SocketType;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What raw sockets do that others do not, on the loopback interface. */
class RawTest extends RawCases {

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
}

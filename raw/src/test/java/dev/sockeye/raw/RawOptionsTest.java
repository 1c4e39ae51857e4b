package dev.sockeye.raw;

import static dev.sockeye.raw.RawFixtures.EXPERIMENT;
import static dev.sockeye.raw.RawFixtures.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.posix.BpfFilter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The options, filters and attributes of raw sockets. */
class RawOptionsTest extends RawCases {

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

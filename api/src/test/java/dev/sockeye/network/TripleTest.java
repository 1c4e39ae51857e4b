package dev.sockeye.network;

import static dev.sockeye.Domain.AF_INET;
import static dev.sockeye.Domain.AF_INET6;
import static dev.sockeye.Domain.AF_UNIX;
import static dev.sockeye.Domain.AF_UNSPEC;
import static dev.sockeye.SocketType.SOCK_DGRAM;
import static dev.sockeye.SocketType.SOCK_PACKET;
import static dev.sockeye.SocketType.SOCK_RAW;
import static dev.sockeye.SocketType.SOCK_RDM;
import static dev.sockeye.SocketType.SOCK_SEQPACKET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.sockeye.Domain;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.spi.Transport;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which specification a triple of {@code socket(2)}, or a scheme, stands for. */
class TripleTest {

  private static final Domain NETLINK = new Domain("AF_NETLINK");
  private static final Domain TIPC = new Domain("AF_TIPC");
  private static final Protocol ROUTE = new Protocol("NETLINK_ROUTE", 0);
  private static final Protocol AUDIT = new Protocol("NETLINK_AUDIT", 9);

  private static final SocketSpec<MessageEndpoint> NETLINK_AUDIT = spec(NETLINK, SOCK_RAW, AUDIT);
  private static final SocketSpec<MessageEndpoint> NETLINK_ROUTE = spec(NETLINK, SOCK_RAW, ROUTE);
  private static final SocketSpec<MessageEndpoint> SCTP =
      spec(AF_UNSPEC, SOCK_SEQPACKET, Protocol.IPPROTO_SCTP);
  private static final SocketSpec<MessageEndpoint> UDP =
      spec(AF_INET, SOCK_DGRAM, Protocol.IPPROTO_UDP);

  private final Transport transport = mock(Transport.class);
  private final Transport raw = mock(Transport.class);
  private final Network network = network();

  private static SocketSpec<MessageEndpoint> spec(Domain d, SocketType t, Protocol p) {
    return new SocketSpec<>(d, t, p, MessageEndpoint.class, Semantics.DATAGRAM);
  }

  /** The second has no schemes, but any protocol of IPv4. */
  private Network network() {
    Map<String, SocketSpec<?>> schemes = new LinkedHashMap<>();
    schemes.put("audit", NETLINK_AUDIT);
    schemes.put("route", NETLINK_ROUTE);
    schemes.put("sctp+seqpacket", SCTP);
    schemes.put("UDP", UDP);
    when(transport.schemes()).thenReturn(schemes);
    when(transport.name()).thenReturn("transport");
    when(raw.spec(any(), any(), any()))
        .thenAnswer(
            call ->
                call.getArgument(0).equals(AF_INET) && call.getArgument(1).equals(SOCK_RAW)
                    ? Optional.of(spec(AF_INET, SOCK_RAW, call.getArgument(2)))
                    : Optional.empty());
    return new TransportNetwork(List.of(transport, raw));
  }

  private void assertOpens(SocketSpec<?> spec, Domain d, SocketType t, Protocol p)
      throws IOException {
    network.socket(d, t, p);
    verify(transport).socket(spec);
  }

  @Test
  void protocolsMatchByNumber() throws IOException {
    assertOpens(UDP, AF_INET, SOCK_DGRAM, new Protocol("udp", 17));
    assertEquals(new Protocol("udp", 17), Protocol.IPPROTO_UDP);
  }

  @Test
  void ofAProtocolWithNumberZeroZeroIsItsNumber() throws IOException {
    assertOpens(NETLINK_ROUTE, NETLINK, SOCK_RAW, Protocol.DEFAULT);
  }

  @Test
  void elsewhereZeroIsTheDefaultProtocol() throws IOException {
    assertOpens(UDP, AF_INET, SOCK_DGRAM, Protocol.DEFAULT);
    assertOpens(SCTP, AF_INET6, SOCK_SEQPACKET, Protocol.DEFAULT);
  }

  @Test
  void listenersAndPairsHaveTriplesToo() throws IOException {
    network.listener(AF_INET, SOCK_DGRAM, Protocol.IPPROTO_UDP);
    verify(transport).listener(UDP);
    network.pair(AF_INET6, SOCK_SEQPACKET, Protocol.DEFAULT);
    verify(transport).pair(SCTP);
    for (SocketType type : List.of(SOCK_RDM, SOCK_PACKET)) {
      String told =
          assertThrows(
                  UnsupportedOperationException.class,
                  () -> network.pair(TIPC, type, Protocol.DEFAULT))
              .getMessage();
      assertTrue(told.contains("(AF_TIPC, " + type + ", 0)"), told);
    }
  }

  @Test
  void aTransportHasMoreThanItsSchemes() throws IOException {
    Protocol ospf = new Protocol("IPPROTO_OSPF", 89);
    network.socket(AF_INET, SOCK_RAW, ospf);
    verify(raw).socket(spec(AF_INET, SOCK_RAW, ospf));
    network.pair(spec(AF_INET, SOCK_RAW, ospf));
    verify(raw).pair(spec(AF_INET, SOCK_RAW, ospf));
    network.socket(AF_INET, SOCK_RAW, Protocol.DEFAULT);
    verify(raw).socket(spec(AF_INET, SOCK_RAW, Protocol.DEFAULT));
    assertThrows(
        UnsupportedOperationException.class, () -> network.socket(AF_INET6, SOCK_RAW, ospf));
  }

  @Test
  void whatItLacksOfTheseItTells() {
    SocketSpec<MessageEndpoint> icmp = spec(AF_INET, SOCK_RAW, new Protocol("IPPROTO_ICMP", 1));
    when(raw.name()).thenReturn("raw");
    when(raw.unavailable(icmp)).thenReturn(Optional.of("it takes CAP_NET_RAW"));
    String told =
        assertThrows(UnsupportedOperationException.class, () -> network.socket(icmp)).getMessage();
    assertEquals("raw is not available here: it takes CAP_NET_RAW", told);
  }

  @Test
  void schemesCompareWithoutCase() throws IOException {
    assertEquals(UDP, network.scheme("Udp").orElseThrow().spec());
    assertEquals("udp", network.scheme("Udp").orElseThrow().scheme());
    EndpointUri uri = EndpointUri.valueOf("uDP://127.0.0.1:1");
    EndpointUri same = EndpointUri.valueOf("udp://127.0.0.1:1");
    assertEquals(same, uri);
    assertEquals(same.hashCode(), uri.hashCode());
    network.bindMessages(uri);
    verify(transport).bind(UDP, uri);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"CONNECTION", "ONE_TO_MANY"})
  void aStreamNeedsConnectionsThatLoseNothing(Semantics semantics) {
    SocketSpec<MessageEndpoint> spec =
        new SocketSpec<>(
            AF_UNIX, SOCK_SEQPACKET, Protocol.DEFAULT, MessageEndpoint.class, semantics);
    when(transport.schemes()).thenReturn(Map.of("x", spec));
    Network one = new TransportNetwork(List.of(transport));
    String told =
        assertThrows(
                UnsupportedOperationException.class,
                () -> one.connectStream(EndpointUri.valueOf("x:y")))
            .getMessage();
    String why =
        semantics.isReliable() ? "have no connection and no end" : "may be lost or overtake";
    assertTrue(told.contains(why), told);
  }
}

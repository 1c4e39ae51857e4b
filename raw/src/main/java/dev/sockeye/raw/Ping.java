package dev.sockeye.raw;

import static dev.sockeye.SocketType.SOCK_DGRAM;

import dev.sockeye.Domain;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;

/**
 * Ping sockets, {@code icmp(7)}: they send echo requests and receive the replies to them, without a
 * privilege, to whom {@code net.ipv4.ping_group_range} lets. Linux has them.
 *
 * <p>A message is an ICMP echo request from its type on, made by {@link Icmp#echoRequest} or {@link
 * Icmp#echoRequest6} and read by {@link IcmpView}; no IP header comes with it. The system sets the
 * identifier, which is the socket's port, and the checksum. Anything but a request of code 0 is
 * EINVAL; more than 65,515 bytes with IPv4, or 65,535 with IPv6, are EMSGSIZE.
 *
 * <p>In URIs an address is a host, {@code ping://192.0.2.1}, {@code ping6://[::1]}; to bind to it a
 * port may choose the identifier, {@code ping://:4711}. The scheme {@code ping} is of the family
 * that the address has, of IPv4 without one. The peer's port means nothing, and is 0.
 */
public final class Ping {

  /** Echoes of IPv4. Scheme {@code ping4}. */
  public static final SocketSpec<MessageEndpoint> DATAGRAM4 =
      new SocketSpec<>(
          Domain.AF_INET, SOCK_DGRAM, Raw.IPPROTO_ICMP, MessageEndpoint.class, Semantics.DATAGRAM);

  /** Echoes of IPv6. Scheme {@code ping6}. */
  public static final SocketSpec<MessageEndpoint> DATAGRAM6 =
      new SocketSpec<>(
          Domain.AF_INET6,
          SOCK_DGRAM,
          Raw.IPPROTO_ICMPV6,
          MessageEndpoint.class,
          Semantics.DATAGRAM);

  private Ping() {}
}

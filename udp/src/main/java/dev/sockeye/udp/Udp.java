package dev.sockeye.udp;

import static dev.sockeye.Domain.AF_INET;
import static dev.sockeye.Domain.AF_INET6;
import static dev.sockeye.Domain.AF_UNSPEC;
import static dev.sockeye.Protocol.IPPROTO_UDP;
import static dev.sockeye.SocketType.SOCK_DGRAM;

import dev.sockeye.Domain;
import dev.sockeye.EndpointOptions;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import java.net.SocketOption;

/**
 * The sockets of UDP, {@code udp(7)}, and the options that the JDK has no constants for.
 *
 * <p>Multicast: set {@link #IP_ADD_MEMBERSHIP} on a bound endpoint, or bind to a URI whose host is
 * a group, which joins it: {@code udp://239.1.2.3:5000?IP_MULTICAST_IF=eth0}. To send to a group no
 * membership is needed; {@code IP_MULTICAST_TTL}, {@code IP_MULTICAST_LOOP} and {@code
 * IP_MULTICAST_IF} of {@link java.net.StandardSocketOptions} say how far, whether to oneself and by
 * which interface. On macOS and Windows a socket that joins IPv4 groups should be {@link
 * #DATAGRAM4}.
 *
 * <p>Where there is {@code sockeye-posix} there are those of {@link dev.sockeye.InetOptions} too:
 * an endpoint that is bound to all addresses answers from the one that was asked with {@code
 * udp://:5000?IP_PKTINFO=true}, and {@code sockeye-server} asks for that itself.
 */
public final class Udp {

  /** 65,535 of the length field, less the headers of UDP and, which it counts, IPv4. */
  private static final int LONGEST4 = 65_535 - 8 - 20;

  private static final int LONGEST6 = 65_535 - 8;

  /** IPv4 and IPv6 alike: one socket that takes addresses of both. Scheme {@code udp}. */
  public static final SocketSpec<MessageEndpoint> DATAGRAM =
      new SocketSpec<>(
          AF_UNSPEC, SOCK_DGRAM, IPPROTO_UDP, MessageEndpoint.class, Semantics.DATAGRAM);

  /** IPv4 only. Scheme {@code udp4}. */
  public static final SocketSpec<MessageEndpoint> DATAGRAM4 =
      new SocketSpec<>(AF_INET, SOCK_DGRAM, IPPROTO_UDP, MessageEndpoint.class, Semantics.DATAGRAM);

  /** IPv6; a host name is only resolved to IPv6 addresses. Scheme {@code udp6}. */
  public static final SocketSpec<MessageEndpoint> DATAGRAM6 =
      new SocketSpec<>(
          AF_INET6, SOCK_DGRAM, IPPROTO_UDP, MessageEndpoint.class, Semantics.DATAGRAM);

  /**
   * Joins a multicast group, from one source only if the membership names it ({@code
   * IP_ADD_SOURCE_MEMBERSHIP}). Can be set any number of times; gives the last one set.
   */
  public static final SocketOption<Membership> IP_ADD_MEMBERSHIP =
      EndpointOptions.of("IP_ADD_MEMBERSHIP", Membership.class);

  /** Leaves a multicast group; the membership must be equal to the one that joined it. */
  public static final SocketOption<Membership> IP_DROP_MEMBERSHIP =
      EndpointOptions.of("IP_DROP_MEMBERSHIP", Membership.class);

  /**
   * Takes no more datagrams from a source, of a group that was joined without naming one: the
   * membership with the source in it.
   */
  public static final SocketOption<Membership> IP_BLOCK_SOURCE =
      EndpointOptions.of("IP_BLOCK_SOURCE", Membership.class);

  /** Takes datagrams from a blocked source again. */
  public static final SocketOption<Membership> IP_UNBLOCK_SOURCE =
      EndpointOptions.of("IP_UNBLOCK_SOURCE", Membership.class);

  private Udp() {}

  /** The longest datagram of a socket: of both families what either has room for. */
  static int longest(Domain domain) {
    return domain.equals(Domain.AF_INET6) ? LONGEST6 : LONGEST4;
  }
}

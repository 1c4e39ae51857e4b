package dev.sockeye.udp;

import static dev.sockeye.Domain.AF_INET;
import static dev.sockeye.Domain.AF_INET6;
import static dev.sockeye.Domain.AF_UNSPEC;
import static dev.sockeye.SocketType.SOCK_DGRAM;

import dev.sockeye.EndpointOptions;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Protocol;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import java.net.SocketOption;

/**
 * The sockets of UDP-Lite, RFC 3828 and {@code udplite(7)}: UDP whose checksum may cover only the
 * start of each datagram, so that one with an error behind that arrives all the same, as voice and
 * video rather have it. Its ports are not UDP's.
 *
 * <p>They are native sockets: add {@code sockeye-posix} beside {@code sockeye-udp}. Linux has them.
 * They have the options of {@link dev.sockeye.InetOptions} as UDP does. Multicast groups are not
 * joined here.
 */
public final class Udplite {

  /** UDP-Lite, RFC 3828. */
  public static final Protocol IPPROTO_UDPLITE = new Protocol("IPPROTO_UDPLITE", 136);

  /**
   * IPv4 and IPv6 alike: one socket that takes addresses of both, of IPv4 alone on a host without
   * IPv6. Scheme {@code udplite}.
   */
  public static final SocketSpec<MessageEndpoint> DATAGRAM =
      new SocketSpec<>(
          AF_UNSPEC, SOCK_DGRAM, IPPROTO_UDPLITE, MessageEndpoint.class, Semantics.DATAGRAM);

  /** IPv4 only. Scheme {@code udplite4}. */
  public static final SocketSpec<MessageEndpoint> DATAGRAM4 =
      new SocketSpec<>(
          AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE, MessageEndpoint.class, Semantics.DATAGRAM);

  /** IPv6; a host name is only resolved to IPv6 addresses. Scheme {@code udplite6}. */
  public static final SocketSpec<MessageEndpoint> DATAGRAM6 =
      new SocketSpec<>(
          AF_INET6, SOCK_DGRAM, IPPROTO_UDPLITE, MessageEndpoint.class, Semantics.DATAGRAM);

  /**
   * How many bytes of each datagram that is sent the checksum covers, the 8 of the header included;
   * 0, which it is unless set, for all. From 1 to 7 would not cover the header and is refused.
   */
  public static final SocketOption<Integer> UDPLITE_SEND_CSCOV =
      EndpointOptions.of("UDPLITE_SEND_CSCOV", Integer.class);

  /**
   * How many bytes the checksum of a datagram must cover to be received, counted alike; what covers
   * less is dropped, without a word to either side. 0, which it is unless set, asks for nothing.
   */
  public static final SocketOption<Integer> UDPLITE_RECV_CSCOV =
      EndpointOptions.of("UDPLITE_RECV_CSCOV", Integer.class);

  private Udplite() {}
}

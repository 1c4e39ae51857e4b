package dev.sockeye;

import java.net.InetAddress;
import java.net.SocketOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * The options of Internet sockets that the JDK has no constants for, by the kernel's names: {@code
 * socket(7)}, {@code tcp(7)}. In a URI {@code
 * tcp://host:80?TCP_USER_TIMEOUT=5s&SO_BINDTODEVICE=eth0}.
 *
 * <p>TCP and UDP have them on Linux, where there is {@code sockeye-posix}, and SCTP has {@code
 * SO_PRIORITY}, {@code SO_MARK} and {@code SO_BINDTODEVICE}; without it they are none of {@link
 * Pollable#supportedOptions}, and setting one says what to add. {@code TCP_QUICKACK} and {@code
 * TCP_KEEPIDLE} and its kin are in {@code jdk.net.ExtendedSocketOptions}. Any other is to be had as
 * a {@link RawOption}.
 *
 * <p>What is set on a listener holds for what it accepts.
 */
public final class InetOptions {

  /**
   * How long what was sent may stay unacknowledged, or a window closed, until the connection ends
   * with {@code ETIMEDOUT}, {@code tcp(7)} and RFC 5482; zero, which it is unless set, for the
   * system's own, which is about a quarter of an hour. To the millisecond; what is less counts as
   * one.
   */
  public static final SocketOption<Duration> TCP_USER_TIMEOUT =
      EndpointOptions.of("TCP_USER_TIMEOUT", Duration.class);

  /**
   * The algorithm of congestion control, {@code tcp(7)}: one of {@code
   * net.ipv4.tcp_available_congestion_control}, such as {@code cubic}, {@code reno} or {@code bbr}.
   * {@code ENOENT} if there is none of that name, {@code EPERM} if it is not one of {@code
   * net.ipv4.tcp_allowed_congestion_control} and the process lacks {@code CAP_NET_ADMIN}.
   */
  public static final SocketOption<String> TCP_CONGESTION =
      EndpointOptions.of("TCP_CONGESTION", String.class);

  /**
   * What the system knows of a connection, {@code tcp(7)}: round trip time, windows, what was lost.
   * Can only be read; costs a few system calls, so ask by the second and not by the byte.
   */
  public static final SocketOption<TcpInfo> TCP_INFO =
      EndpointOptions.of("TCP_INFO", TcpInfo.class);

  /**
   * How many connections of a listener may be half open that came with data in their first segment,
   * {@code tcp(7)} and RFC 7413; 0, which it is unless set, for none. The system has to allow it:
   * bit 2 of {@code net.ipv4.tcp_fastopen}. Listeners alone have it.
   */
  public static final SocketOption<Integer> TCP_FASTOPEN =
      EndpointOptions.of("TCP_FASTOPEN", Integer.class);

  /**
   * Whether connecting waits for the first write, whose data then goes with the first segment,
   * {@code tcp(7)}: to a peer whose cookie is known, from an earlier connection, {@code connect}
   * ends at once, and it is the write that fails if nobody listens. To be set before connecting.
   * {@code EOPNOTSUPP} unless bit 1 of {@code net.ipv4.tcp_fastopen} is set.
   */
  public static final SocketOption<Boolean> TCP_FASTOPEN_CONNECT =
      EndpointOptions.of("TCP_FASTOPEN_CONNECT", Boolean.class);

  /**
   * Whether a socket of {@code AF_INET6}, such as {@code tcp6} and {@code tcp}, takes no IPv4,
   * {@code ipv6(7)}: so that another may have the port there. To be set before it is bound. Off
   * unless set.
   */
  public static final SocketOption<Boolean> IPV6_V6ONLY =
      EndpointOptions.of("IPV6_V6ONLY", Boolean.class);

  /**
   * The interface that a socket sends and receives by, {@code socket(7)}, such as {@code eth0};
   * empty for any. Anybody may set it on a socket that has none, changing it takes {@code
   * CAP_NET_RAW}. {@code ENODEV} if there is no such interface.
   */
  public static final SocketOption<String> SO_BINDTODEVICE =
      EndpointOptions.of("SO_BINDTODEVICE", String.class);

  /**
   * The priority of what is sent in the queues of the device, {@code socket(7)}; from 0 to 6,
   * beyond it takes {@code CAP_NET_ADMIN}. Setting {@code IP_TOS} sets it too.
   */
  public static final SocketOption<Integer> SO_PRIORITY =
      EndpointOptions.of("SO_PRIORITY", Integer.class);

  /**
   * The mark of packets sent, for routing by it and for filters, {@code socket(7)}. Takes {@code
   * CAP_NET_ADMIN}, or since Linux 5.17 {@code CAP_NET_RAW}; else {@code EPERM}.
   */
  public static final SocketOption<Integer> SO_MARK = EndpointOptions.of("SO_MARK", Integer.class);

  /**
   * Whether {@link MessageEndpoint#receiveMessage} and {@link MessageEndpoint#receiveMessages} of
   * UDP and UDP-Lite tell the address of this host that a datagram was sent to, as the attribute
   * {@link #LOCAL_ADDRESS}; {@code ip(7)}, of IPv6 {@code IPV6_RECVPKTINFO}. A message that goes
   * back then leaves from that address, also where the socket is bound to all. Off unless set, but
   * on for what {@code serveMessages} of {@code sockeye-server} and the command bind to all.
   */
  public static final SocketOption<Boolean> IP_PKTINFO =
      EndpointOptions.of("IP_PKTINFO", Boolean.class);

  /**
   * Whether {@link MessageEndpoint#receiveMessage} and {@link MessageEndpoint#receiveMessages} of
   * UDP and UDP-Lite tell when the system received a datagram, as the attribute {@link #TIMESTAMP};
   * {@code socket(7)}. Off unless set.
   */
  public static final SocketOption<Boolean> SO_TIMESTAMPNS =
      EndpointOptions.of("SO_TIMESTAMPNS", Boolean.class);

  /**
   * The address of this host that a datagram was sent to, or is to be sent from; needs {@link
   * #IP_PKTINFO} to be received, and {@code sockeye-posix} to be sent. Of a datagram to a group of
   * IPv6 there is none; of one to a group or all of IPv4 it is the one of the interface. A
   * link-local one has its interface for a scope.
   */
  public static final Attribute<InetAddress> LOCAL_ADDRESS =
      Attribute.of("IP_PKTINFO", InetAddress.class);

  /** When the system received a datagram; needs {@link #SO_TIMESTAMPNS}. Ignored when sent. */
  public static final Attribute<Instant> TIMESTAMP = Attribute.of("SO_TIMESTAMPNS", Instant.class);

  /** All of them. */
  public static final Set<SocketOption<?>> ALL =
      Set.of(
          TCP_USER_TIMEOUT,
          TCP_CONGESTION,
          TCP_INFO,
          TCP_FASTOPEN,
          TCP_FASTOPEN_CONNECT,
          IPV6_V6ONLY,
          SO_BINDTODEVICE,
          SO_PRIORITY,
          SO_MARK,
          IP_PKTINFO,
          SO_TIMESTAMPNS);

  private InetOptions() {}
}

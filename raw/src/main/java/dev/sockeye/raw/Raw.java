package dev.sockeye.raw;

import static dev.sockeye.Domain.AF_INET;
import static dev.sockeye.Domain.AF_INET6;
import static dev.sockeye.SocketType.SOCK_RAW;

import dev.sockeye.Domain;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Protocol;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;

/**
 * Raw sockets, {@code raw(7)}: each sends and receives the packets of one protocol over IP. They
 * want the capability {@code CAP_NET_RAW}.
 *
 * <p>IPv4 gives a received packet <em>with</em> its IP header ({@link Ipv4View}), IPv6 without;
 * what is sent has none, unless {@link Ip#IP_HDRINCL} or {@link #IPPROTO_RAW} says so. Every socket
 * of a protocol gets a copy of each packet to its address, also of what this process sent and what
 * the system answers itself. It receives from when it is opened: narrow it by {@code bind}, {@code
 * connect}, {@link Ip#ICMP_FILTER} or a {@link dev.sockeye.posix.BpfFilter}. A peer can be replaced
 * by another one, and not be taken away: {@code disconnect} is refused.
 *
 * <p>An address has the protocol's number where others have a port, as {@code getsockname(2)} tells
 * it: {@code 127.0.0.1:1} on a socket of ICMP. So it is in URIs, by number or by name: {@code
 * raw://192.0.2.1:icmp}, {@code raw4://:253}, {@code raw6://[::1]:ospf}. The scheme {@code raw} is
 * of the family that the address has, of IPv4 without one. A port of 0 stands for the same; any
 * other is refused.
 *
 * <p>The longest payload is 65,515 bytes with IPv4, 65,535 with IPv6; what is longer than the
 * interface's MTU is sent in fragments, unless it has its own header.
 */
public final class Raw {

  /** The Internet Control Message Protocol, RFC 792. */
  public static final Protocol IPPROTO_ICMP = new Protocol("IPPROTO_ICMP", 1);

  /** Internet Group Management Protocol, RFC 3376. */
  public static final Protocol IPPROTO_IGMP = new Protocol("IPPROTO_IGMP", 2);

  /** ICMP for IPv6, RFC 4443. */
  public static final Protocol IPPROTO_ICMPV6 = new Protocol("IPPROTO_ICMPV6", 58);

  /**
   * Packets of any protocol, which are sent with the IP header that the caller wrote; nothing is
   * received. With IPv4 the system fills in length and checksum, and an identification or a source
   * address that is 0.
   */
  public static final Protocol IPPROTO_RAW = new Protocol("IPPROTO_RAW", 255);

  /** ICMP: {@code (AF_INET, SOCK_RAW, IPPROTO_ICMP)}. */
  public static final SocketSpec<MessageEndpoint> ICMP = inet(IPPROTO_ICMP);

  /** ICMP for IPv6, whose checksum the system makes: {@code (AF_INET6, SOCK_RAW, ICMPV6)}. */
  public static final SocketSpec<MessageEndpoint> ICMPV6 = inet6(IPPROTO_ICMPV6);

  /** IPv4 packets with headers of the caller's, to be sent: {@link #IPPROTO_RAW}. */
  public static final SocketSpec<MessageEndpoint> PACKETS = inet(IPPROTO_RAW);

  /** IPv6 packets with headers of the caller's, to be sent: {@link #IPPROTO_RAW}. */
  public static final SocketSpec<MessageEndpoint> PACKETS6 = inet6(IPPROTO_RAW);

  static final int MAX_PROTOCOL = 255;

  private Raw() {}

  /**
   * The raw socket of a protocol over IPv4.
   *
   * @param protocol the protocol, from 1 to 255
   * @return its specification
   * @throws IllegalArgumentException if the number is another
   */
  public static SocketSpec<MessageEndpoint> inet(Protocol protocol) {
    return of(AF_INET, protocol);
  }

  /**
   * The raw socket of a protocol over IPv6.
   *
   * @param protocol the protocol, from 1 to 255
   * @return its specification
   * @throws IllegalArgumentException if the number is another
   */
  public static SocketSpec<MessageEndpoint> inet6(Protocol protocol) {
    return of(AF_INET6, protocol);
  }

  static boolean isProtocol(Protocol protocol) {
    return protocol.number() > 0 && protocol.number() <= MAX_PROTOCOL;
  }

  static SocketSpec<MessageEndpoint> of(Domain domain, Protocol protocol) {
    if (!isProtocol(protocol)) {
      throw new IllegalArgumentException(
          "protocol " + protocol.number() + " is not from 1 to " + MAX_PROTOCOL);
    }
    return new SocketSpec<>(domain, SOCK_RAW, protocol, MessageEndpoint.class, Semantics.DATAGRAM);
  }
}

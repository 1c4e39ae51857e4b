package dev.sockeye.raw;

import dev.sockeye.Attribute;
import dev.sockeye.EndpointOptions;
import dev.sockeye.InetOptions;
import java.net.SocketOption;
import java.time.Instant;
import java.util.BitSet;

/**
 * Options and attributes of raw and ping sockets, {@code ip(7)}, {@code ipv6(7)}, {@code raw(7)}
 * and {@code socket(7)}. Those that begin with {@code IPV6_} are IPv6's; the attributes are of
 * both. {@link java.net.StandardSocketOptions#IP_TOS} and {@code SO_BROADCAST} are there besides,
 * and {@link dev.sockeye.posix.BpfFilter#SO_ATTACH_FILTER}.
 */
public final class Ip {

  /** The time to live of what is sent, 1 to 255; 64 unless the host says otherwise. */
  public static final SocketOption<Integer> IP_TTL = EndpointOptions.of("IP_TTL", Integer.class);

  /** Whether received messages tell {@link #TTL}. */
  public static final SocketOption<Boolean> IP_RECVTTL =
      EndpointOptions.of("IP_RECVTTL", Boolean.class);

  /** Whether received messages tell {@link #TOS}. */
  public static final SocketOption<Boolean> IP_RECVTOS =
      EndpointOptions.of("IP_RECVTOS", Boolean.class);

  /** Whether received messages tell {@link #PACKET_INFO}. */
  public static final SocketOption<Boolean> IP_PKTINFO = InetOptions.IP_PKTINFO;

  /** Whether what is sent begins with an IP header of the caller's; of raw IPv4 sockets. */
  public static final SocketOption<Boolean> IP_HDRINCL =
      EndpointOptions.of("IP_HDRINCL", Boolean.class);

  /**
   * Which types a raw ICMP socket does not receive, of those from 0 to 31; others it always does. A
   * bit that is set blocks: {@link Icmp#allBut}.
   */
  public static final SocketOption<BitSet> ICMP_FILTER =
      EndpointOptions.of("ICMP_FILTER", BitSet.class);

  /** The hop limit of what is sent, 1 to 255, or -1 for the host's. */
  public static final SocketOption<Integer> IPV6_UNICAST_HOPS =
      EndpointOptions.of("IPV6_UNICAST_HOPS", Integer.class);

  /** The traffic class of what is sent, 0 to 255. */
  public static final SocketOption<Integer> IPV6_TCLASS =
      EndpointOptions.of("IPV6_TCLASS", Integer.class);

  /** Whether received messages tell {@link #TTL}, RFC 3542. */
  public static final SocketOption<Boolean> IPV6_RECVHOPLIMIT =
      EndpointOptions.of("IPV6_RECVHOPLIMIT", Boolean.class);

  /** Whether received messages tell {@link #TOS}, RFC 3542. */
  public static final SocketOption<Boolean> IPV6_RECVTCLASS =
      EndpointOptions.of("IPV6_RECVTCLASS", Boolean.class);

  /** Whether received messages tell {@link #PACKET_INFO}, RFC 3542. */
  public static final SocketOption<Boolean> IPV6_RECVPKTINFO =
      EndpointOptions.of("IPV6_RECVPKTINFO", Boolean.class);

  /**
   * Where in what is sent and received the checksum lies, for the system to make and check, RFC
   * 3542 section 3.1: an even offset in bytes, or -1 for none. Of raw IPv6 sockets but ICMPv6's,
   * whose checksum is always the system's.
   */
  public static final SocketOption<Integer> IPV6_CHECKSUM =
      EndpointOptions.of("IPV6_CHECKSUM", Integer.class);

  /**
   * Which types a raw ICMPv6 socket does not receive, RFC 3542 section 3.2, as Linux has it: a bit
   * that is set blocks, {@link Icmp#allBut6}.
   */
  public static final SocketOption<BitSet> ICMP6_FILTER =
      EndpointOptions.of("ICMP6_FILTER", BitSet.class);

  /** Whether received messages tell {@link #TIMESTAMP}. */
  public static final SocketOption<Boolean> SO_TIMESTAMPNS = InetOptions.SO_TIMESTAMPNS;

  /**
   * The interface that packets come from and go to, by name; empty for all. Once set, changing it
   * wants {@code CAP_NET_RAW}. ENODEV if there is none of that name.
   */
  public static final SocketOption<String> SO_BINDTODEVICE = InetOptions.SO_BINDTODEVICE;

  /** A mark for routing and filtering; wants {@code CAP_NET_ADMIN} or {@code CAP_NET_RAW}. */
  public static final SocketOption<Integer> SO_MARK = InetOptions.SO_MARK;

  /** The priority in the device's queues; above 6 it wants {@code CAP_NET_ADMIN}. */
  public static final SocketOption<Integer> SO_PRIORITY = InetOptions.SO_PRIORITY;

  /**
   * The time to live or hop limit, {@code IP_TTL} or {@code IPV6_HOPLIMIT}: of a received message
   * where {@link #IP_RECVTTL} or {@link #IPV6_RECVHOPLIMIT} is set, and of one that is sent.
   */
  public static final Attribute<Integer> TTL = Attribute.of("IP_TTL", Integer.class);

  /**
   * The type of service or traffic class, {@code IP_TOS} or {@code IPV6_TCLASS}: of a received
   * message where {@link #IP_RECVTOS} or {@link #IPV6_RECVTCLASS} is set, and of one that is sent.
   */
  public static final Attribute<Integer> TOS = Attribute.of("IP_TOS", Integer.class);

  /**
   * Interface and address, {@code IP_PKTINFO} or {@code IPV6_PKTINFO}: where a message arrived if
   * {@link #IP_PKTINFO} or {@link #IPV6_RECVPKTINFO} is set, and from where one is sent.
   */
  public static final Attribute<PacketInfo> PACKET_INFO =
      Attribute.of("IP_PKTINFO", PacketInfo.class);

  /**
   * When the system received a message, {@code SCM_TIMESTAMPNS}, if {@link #SO_TIMESTAMPNS} is set.
   * On a message that is sent it is left out.
   */
  public static final Attribute<Instant> TIMESTAMP = Attribute.of("SO_TIMESTAMPNS", Instant.class);

  private Ip() {}
}

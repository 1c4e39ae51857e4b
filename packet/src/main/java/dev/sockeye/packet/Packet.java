package dev.sockeye.packet;

import static dev.sockeye.Domain.AF_INET;
import static dev.sockeye.SocketType.SOCK_DGRAM;
import static dev.sockeye.SocketType.SOCK_PACKET;
import static dev.sockeye.SocketType.SOCK_RAW;

import dev.sockeye.Attribute;
import dev.sockeye.Domain;
import dev.sockeye.EndpointOptions;
import dev.sockeye.InetOptions;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Protocol;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.posix.BpfFilter;
import java.net.SocketOption;
import java.time.Instant;

/**
 * The sockets of {@code AF_PACKET}, {@code packet(7)}, their options and attributes. Linux has
 * them; opening one needs {@code CAP_NET_RAW}.
 *
 * <pre>{@code
 * EndpointUri where = EndpointUri.valueOf("packet:eth0?PROTOCOL=arp");
 * try (MessageEndpoint endpoint = Network.system().bindMessages(where)) {
 *   Message frame = Message.allocate(2048);
 *   endpoint.receiveMessage(frame);
 *   EthernetHeader header = new EthernetHeader().of(frame.payload().flip());
 * }
 * }</pre>
 *
 * <p>In URIs an address is an interface by name or number: {@code packet:eth0}; {@code any} or none
 * is all of them, {@code packet:}. An endpoint receives nothing before it is bound, so that no
 * frame of another interface or protocol is among those that it has. There are no connections and
 * no peer to connect to: {@code sendTo} a {@link PacketAddress} that names the interface.
 *
 * <p>A receive fails with {@code ENETDOWN} once when the interface goes down, and the endpoint goes
 * on: with frames after it is up again, with silence after it was removed. What a full receive
 * buffer had no room for is counted by {@link #PACKET_STATISTICS} alone.
 */
public final class Packet {

  /** The domain. */
  public static final Domain AF_PACKET = new Domain("AF_PACKET");

  // <linux/if_ether.h>

  /** Frames of every protocol, also those that this host sends: {@code ETH_P_ALL}. */
  public static final Protocol ETH_P_ALL = new Protocol("ETH_P_ALL", 0x0003);

  /** IPv4, RFC 894: {@code ETH_P_IP}. */
  public static final Protocol ETH_P_IP = new Protocol("ETH_P_IP", 0x0800);

  /** Address resolution, RFC 826: {@code ETH_P_ARP}. */
  public static final Protocol ETH_P_ARP = new Protocol("ETH_P_ARP", 0x0806);

  /** Tagged frames, IEEE 802.1Q: {@code ETH_P_8021Q}. */
  public static final Protocol ETH_P_8021Q = new Protocol("ETH_P_8021Q", 0x8100);

  /** IPv6, RFC 2464: {@code ETH_P_IPV6}. */
  public static final Protocol ETH_P_IPV6 = new Protocol("ETH_P_IPV6", 0x86dd);

  /**
   * Whole frames, with the header of the link layer, which is the sender's to write. Scheme {@code
   * packet}. Of another ethertype alone: {@code network.socket(AF_PACKET, SOCK_RAW, ETH_P_ARP)},
   * with any {@link Protocol} up to 0xffff; its number is the ethertype as it is written, not in
   * network order.
   */
  public static final SocketSpec<MessageEndpoint> RAW =
      new SocketSpec<>(AF_PACKET, SOCK_RAW, ETH_P_ALL, MessageEndpoint.class, Semantics.DATAGRAM);

  /**
   * Frames without the header of the link layer, which the system makes of the {@link
   * PacketAddress} that is sent to and tells by that of the sender. Frames without payload arrive
   * nowhere: Linux takes their length of 0 for a filter's refusal. Scheme {@code packet+dgram}.
   */
  public static final SocketSpec<MessageEndpoint> DGRAM =
      new SocketSpec<>(AF_PACKET, SOCK_DGRAM, ETH_P_ALL, MessageEndpoint.class, Semantics.DATAGRAM);

  /**
   * The triple of programs older than {@code AF_PACKET}. Linux calls it obsolete; here it is a
   * socket as {@link #RAW} is, with the same addresses and options. It has no scheme.
   */
  public static final SocketSpec<MessageEndpoint> OBSOLETE =
      new SocketSpec<>(AF_INET, SOCK_PACKET, ETH_P_ALL, MessageEndpoint.class, Semantics.DATAGRAM);

  /**
   * The protocol that an endpoint is bound to if its address has none; that of the triple unless
   * set. Set on an endpoint that is bound already it binds it anew, with what is queued kept. In a
   * URI it is a number, such as {@code 0x88b5}, or a name of {@code <linux/if_ether.h>}: {@code
   * all}, {@code ip}, {@code arp}, {@code 8021q} or {@code ipv6}.
   */
  public static final SocketOption<Protocol> PROTOCOL =
      EndpointOptions.of("PROTOCOL", Protocol.class);

  /**
   * Whether frames come with {@link #AUXDATA}, {@code PACKET_AUXDATA}. By it alone is told what a
   * filter cut: with it set the simple receives throw {@link dev.sockeye.MessageTruncatedException}
   * for such a frame, and a {@link dev.sockeye.Message} is truncated and has the length in its
   * attribute. To set {@link #SO_ATTACH_FILTER} sets this too.
   */
  public static final SocketOption<Boolean> PACKET_AUXDATA =
      EndpointOptions.of("PACKET_AUXDATA", Boolean.class);

  /** Frames since the last look, {@code PACKET_STATISTICS}; to read it sets both counters to 0. */
  public static final SocketOption<PacketStatistics> PACKET_STATISTICS =
      EndpointOptions.of("PACKET_STATISTICS", PacketStatistics.class);

  /**
   * Whether frames that this host sends are left out, {@code PACKET_IGNORE_OUTGOING}; Linux 4.20.
   * Without it {@code lo} shows each frame twice to who asks for {@link #ETH_P_ALL}.
   */
  public static final SocketOption<Boolean> PACKET_IGNORE_OUTGOING =
      EndpointOptions.of("PACKET_IGNORE_OUTGOING", Boolean.class);

  /**
   * Has an interface take in what is not addressed to it, {@code PACKET_ADD_MEMBERSHIP}, until it
   * is {@linkplain #PACKET_DROP_MEMBERSHIP dropped} or the endpoint closed. Reads what was set
   * last, {@code null} to begin with. In a URI {@code promisc}, {@code allmulti} or a multicast
   * address such as {@code 01:00:5e:00:00:fb}, several with commas.
   */
  public static final SocketOption<PacketMembership> PACKET_ADD_MEMBERSHIP =
      EndpointOptions.of("PACKET_ADD_MEMBERSHIP", PacketMembership.class);

  /** Undoes {@link #PACKET_ADD_MEMBERSHIP}: {@code PACKET_DROP_MEMBERSHIP}. It has no value. */
  public static final SocketOption<PacketMembership> PACKET_DROP_MEMBERSHIP =
      EndpointOptions.of("PACKET_DROP_MEMBERSHIP", PacketMembership.class);

  /**
   * Shares the frames of an interface out among the endpoints of a group, {@code PACKET_FANOUT}.
   * All must be bound alike; what is set before the bind takes effect with it. An endpoint stays in
   * its group. Reads {@code null} before. In a URI {@code hash:7}, the mode and the group.
   */
  public static final SocketOption<PacketFanout> PACKET_FANOUT =
      EndpointOptions.of("PACKET_FANOUT", PacketFanout.class);

  /**
   * The filter of the endpoint, {@code SO_ATTACH_FILTER}. It sees the frame as it is received: on
   * {@link #RAW} from the header of the link layer on, on {@link #DGRAM} from behind it.
   */
  public static final SocketOption<BpfFilter> SO_ATTACH_FILTER = BpfFilter.SO_ATTACH_FILTER;

  /** Whether frames come with {@link #TIMESTAMP}, {@code SO_TIMESTAMPNS}. */
  public static final SocketOption<Boolean> SO_TIMESTAMPNS = InetOptions.SO_TIMESTAMPNS;

  /** What the system knows of a frame, {@code struct tpacket_auxdata}; only received. */
  public static final Attribute<PacketAuxdata> AUXDATA =
      Attribute.of("PACKET_AUXDATA", PacketAuxdata.class);

  /** When the system saw a frame, to the nanosecond, {@code SCM_TIMESTAMPNS}; only received. */
  public static final Attribute<Instant> TIMESTAMP = Attribute.of("SCM_TIMESTAMPNS", Instant.class);

  private Packet() {}
}

package dev.sockeye.netlink;

import static dev.sockeye.SocketType.SOCK_RAW;

import dev.sockeye.Attribute;
import dev.sockeye.Domain;
import dev.sockeye.EndpointOptions;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Protocol;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import java.net.SocketOption;

/**
 * The sockets of {@code AF_NETLINK}, {@code netlink(7)}, and their options. Linux has them.
 *
 * <p>The protocol is the netlink family: {@link #ROUTE} is the one of links, addresses and routes,
 * and any other, from 0 to 31, is opened by its triple or by its URI. In URIs an address is the
 * name of a family as in {@code <linux/netlink.h>}, in lower case and with hyphens, or its number:
 * {@code netlink:route?groups=link,ipv4-ifaddr}, {@code netlink:kobject-uevent?groups=1}, {@code
 * netlink:31}; and then, to meet another process and not the kernel, the number that this is bound
 * to: {@code netlink:usersock/4711}. {@code route:} is short for {@code netlink:route}. Who
 * connects by URI is bound too, since an unbound socket gets nothing of its groups.
 *
 * <p>A datagram holds one or more messages, {@link NetlinkReader}: receive with room for {@link
 * #RECEIVE_SIZE}. The peer of a received message is its sender, and only {@link
 * NetlinkAddress#KERNEL} is the kernel: processes too can write to a socket. Nothing is lost
 * silently: events that found no room make one receive throw {@link NetlinkOverrunException}.
 */
public final class Netlink {

  /** The domain. */
  public static final Domain AF_NETLINK = new Domain("AF_NETLINK");

  /** The name that BSD has for it, and Linux too: sockets of it are those of the other. */
  public static final Domain AF_ROUTE = new Domain("AF_ROUTE");

  /** Links, addresses, routes, neighbours, rules: {@code rtnetlink(7)}. */
  public static final Protocol NETLINK_ROUTE = new Protocol("NETLINK_ROUTE", 0);

  /** For processes among themselves. */
  public static final Protocol NETLINK_USERSOCK = new Protocol("NETLINK_USERSOCK", 2);

  /** The sockets of this host, {@code sock_diag(7)}. */
  public static final Protocol NETLINK_SOCK_DIAG = new Protocol("NETLINK_SOCK_DIAG", 4);

  /** Netfilter. */
  public static final Protocol NETLINK_NETFILTER = new Protocol("NETLINK_NETFILTER", 12);

  /** What udev reads: devices that come and go. Its messages are texts. */
  public static final Protocol NETLINK_KOBJECT_UEVENT = new Protocol("NETLINK_KOBJECT_UEVENT", 15);

  /** Generic netlink, whose families are found by name. */
  public static final Protocol NETLINK_GENERIC = new Protocol("NETLINK_GENERIC", 16);

  /** {@link #NETLINK_ROUTE}. Scheme {@code route}; {@code netlink} has all families. */
  public static final SocketSpec<MessageEndpoint> ROUTE = spec(NETLINK_ROUTE);

  /**
   * How much room a receive needs so that nothing is cut: the kernel fills no more than 32 KiB of
   * the answer to a dump, {@code netlink(7)}.
   */
  public static final int RECEIVE_SIZE = 32_768;

  /**
   * The multicast groups that the socket is in, all of them. In a URI {@code groups=}, names of
   * {@link NetlinkGroups} or numbers, separated by commas. May be set before the socket is bound,
   * and after. Reading it is {@code NETLINK_LIST_MEMBERSHIPS}, Linux 4.2.
   */
  public static final SocketOption<NetlinkGroups> GROUPS =
      EndpointOptions.of("groups", NetlinkGroups.class);

  /** Joins groups: {@code NETLINK_ADD_MEMBERSHIP}. Reads as {@link #GROUPS}. */
  public static final SocketOption<NetlinkGroups> NETLINK_ADD_MEMBERSHIP =
      EndpointOptions.of("NETLINK_ADD_MEMBERSHIP", NetlinkGroups.class);

  /** Leaves groups: {@code NETLINK_DROP_MEMBERSHIP}. Reads as {@link #GROUPS}. */
  public static final SocketOption<NetlinkGroups> NETLINK_DROP_MEMBERSHIP =
      EndpointOptions.of("NETLINK_DROP_MEMBERSHIP", NetlinkGroups.class);

  /** Whether messages tell their {@link #GROUP}: {@code NETLINK_PKTINFO}. */
  public static final SocketOption<Boolean> NETLINK_PKTINFO = flag("NETLINK_PKTINFO");

  /** Whether a broadcast of this socket fails if one receiver missed it: {@code ENOBUFS}. */
  public static final SocketOption<Boolean> NETLINK_BROADCAST_ERROR =
      flag("NETLINK_BROADCAST_ERROR");

  /** Whether nothing is told of events that found no room, and a full receiver does not congest. */
  public static final SocketOption<Boolean> NETLINK_NO_ENOBUFS = flag("NETLINK_NO_ENOBUFS");

  /** Whether answers leave the payload of the request out: {@code NETLINK_CAP_ACK}, Linux 4.3. */
  public static final SocketOption<Boolean> NETLINK_CAP_ACK = flag("NETLINK_CAP_ACK");

  /** Whether errors say why in words: {@code NETLINK_EXT_ACK}, Linux 4.12. */
  public static final SocketOption<Boolean> NETLINK_EXT_ACK = flag("NETLINK_EXT_ACK");

  /** Whether dumps heed and check what the request says: {@code NETLINK_GET_STRICT_CHK}, 4.20. */
  public static final SocketOption<Boolean> NETLINK_GET_STRICT_CHK = flag("NETLINK_GET_STRICT_CHK");

  /** The group that a message was sent to, 0 for none; with {@link #NETLINK_PKTINFO} set. */
  public static final Attribute<Integer> GROUP = Attribute.of("nl_pktinfo", Integer.class);

  private Netlink() {}

  private static SocketOption<Boolean> flag(String name) {
    return EndpointOptions.of(name, Boolean.class);
  }

  /**
   * The sockets of a family.
   *
   * @param family its number, from 0 to 31
   * @return the specification
   */
  public static SocketSpec<MessageEndpoint> spec(Protocol family) {
    return new SocketSpec<>(
        AF_NETLINK, SOCK_RAW, family, MessageEndpoint.class, Semantics.DATAGRAM);
  }
}

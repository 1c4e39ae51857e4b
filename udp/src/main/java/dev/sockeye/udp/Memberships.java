package dev.sockeye.udp;

import dev.sockeye.Errno;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The multicast groups that a channel has joined. */
final class Memberships {

  static final Set<SocketOption<?>> OPTIONS =
      Set.of(
          Udp.IP_ADD_MEMBERSHIP,
          Udp.IP_DROP_MEMBERSHIP,
          Udp.IP_BLOCK_SOURCE,
          Udp.IP_UNBLOCK_SOURCE);

  private final DatagramChannel channel;
  private final List<Joined> joined = new ArrayList<>(); // guarded by this
  private Membership lastAdded; // guarded by this

  private record Joined(Membership membership, MembershipKey key) {

    /** Without an interface the group is looked for on all, as {@code ip(7)} has it. */
    boolean is(Membership asked, InetAddress source) throws IOException {
      NetworkInterface by = asked.networkInterface();
      NetworkInterface on = by == null ? scope(asked.group()) : by;
      return membership.group().equals(asked.group())
          && Objects.equals(membership.source(), source)
          && (on == null || isOn(on));
    }

    private boolean isOn(NetworkInterface on) {
      NetworkInterface by = membership.networkInterface();
      return by != null && by.getIndex() == on.getIndex();
    }
  }

  Memberships(DatagramChannel channel) {
    this.channel = channel;
  }

  synchronized void set(SocketOption<?> option, Membership membership) throws IOException {
    if (option.equals(Udp.IP_ADD_MEMBERSHIP)) {
      add(membership);
    } else if (option.equals(Udp.IP_DROP_MEMBERSHIP)) {
      drop(membership);
    } else if (option.equals(Udp.IP_BLOCK_SOURCE)) {
      key(membership).block(membership.source());
    } else {
      unblock(membership);
    }
  }

  /** The group that was joined last; {@code null} if none was. */
  synchronized Membership lastAdded() {
    return lastAdded;
  }

  private void add(Membership asked) throws IOException {
    Joined added = join(asked.withInterface(networkInterface(asked)));
    joined.removeIf(before -> before.key().equals(added.key())); // joining twice is joining once
    joined.add(added);
    lastAdded = added.membership();
  }

  private Joined join(Membership membership) throws IOException {
    NetworkInterface by = membership.networkInterface();
    return by == null
        ? joinByRoute(membership)
        : new Joined(membership, join(membership.group(), by, membership.source()));
  }

  /** Without a route, as on a host that is on no network, another interface must do. */
  private Joined joinByRoute(Membership membership) throws IOException {
    try {
      return new Joined(membership, join(membership.group(), any(), membership.source()));
    } catch (IOException e) {
      if (Errno.of(e).filter(Errno.ENODEV::equals).isEmpty()) {
        throw e;
      }
      return join(membership.withInterface(firstWithMulticast(membership.group())));
    }
  }

  /** {@code INADDR_ANY}: the JDK's placeholder, since no interface is set on the socket. */
  private NetworkInterface any() throws IOException {
    return ((MulticastSocket) channel.socket()).getNetworkInterface();
  }

  private MembershipKey join(InetAddress group, NetworkInterface by, InetAddress source)
      throws IOException {
    try {
      return source == null ? channel.join(group, by) : channel.join(group, by, source);
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(
          group.getHostAddress()
              + " is joined already, for all sources or for single ones: leave that first",
          e);
    }
  }

  private void drop(Membership asked) throws IOException {
    Joined found = find(asked, asked.source());
    joined.remove(found);
    found.key().drop();
  }

  private Joined find(Membership asked, InetAddress source) throws IOException {
    for (Joined candidate : joined) {
      if (candidate.is(asked, source)) {
        return candidate;
      }
    }
    throw new IllegalArgumentException(asked + " was not joined");
  }

  private void unblock(Membership asked) throws IOException {
    try {
      key(asked).unblock(asked.source());
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(asked.source().getHostAddress() + " was not blocked", e);
    }
  }

  private MembershipKey key(Membership asked) throws IOException {
    if (asked.source() == null) {
      throw new IllegalArgumentException("no source is named: write GROUP@INTERFACE/SOURCE");
    }
    return find(asked, null).key();
  }

  /** The one that is asked for, the scope of the group, or the socket's; {@code null} if none. */
  private NetworkInterface networkInterface(Membership membership) throws IOException {
    NetworkInterface asked = membership.networkInterface();
    NetworkInterface by = asked == null ? scope(membership.group()) : asked;
    return by == null ? channel.getOption(StandardSocketOptions.IP_MULTICAST_IF) : by;
  }

  /**
   * The interface that is part of an address such as {@code ff02::1%eth0}; {@code null} if none.
   */
  private static NetworkInterface scope(InetAddress group) throws IOException {
    return group instanceof Inet6Address six && six.getScopeId() != 0
        ? NetworkInterface.getByIndex(six.getScopeId())
        : null;
  }

  private static NetworkInterface firstWithMulticast(InetAddress group) throws IOException {
    NetworkInterface loopback = null;
    for (NetworkInterface candidate : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      boolean usable = candidate.isUp() && hasFamilyOf(candidate, group);
      if (usable && candidate.isLoopback()) {
        loopback = candidate;
      } else if (usable && candidate.supportsMulticast()) {
        return candidate;
      }
    }
    if (loopback == null) {
      throw new IOException("no network interface is up: name one after an @");
    }
    return loopback;
  }

  private static boolean hasFamilyOf(NetworkInterface candidate, InetAddress group) {
    return candidate.inetAddresses().anyMatch(own -> own.getClass() == group.getClass());
  }
}

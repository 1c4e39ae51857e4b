package dev.sockeye.udp;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
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
          && (on == null || on.getIndex() == membership.networkInterface().getIndex());
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
    Membership membership = asked.withInterface(networkInterface(asked));
    MembershipKey key = join(membership);
    joined.removeIf(before -> before.key().equals(key)); // joining twice is joining once
    joined.add(new Joined(membership, key));
    lastAdded = membership;
  }

  private MembershipKey join(Membership membership) throws IOException {
    try {
      return membership.source() == null
          ? channel.join(membership.group(), membership.networkInterface())
          : channel.join(membership.group(), membership.networkInterface(), membership.source());
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(
          membership.group().getHostAddress()
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

  /** The one that is asked for, the scope of the group, the socket's, or else the first. */
  private NetworkInterface networkInterface(Membership membership) throws IOException {
    NetworkInterface asked = membership.networkInterface();
    NetworkInterface by = asked == null ? scope(membership.group()) : asked;
    NetworkInterface set =
        by == null ? channel.getOption(StandardSocketOptions.IP_MULTICAST_IF) : by;
    return set == null ? firstWithMulticast(membership.group()) : set;
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

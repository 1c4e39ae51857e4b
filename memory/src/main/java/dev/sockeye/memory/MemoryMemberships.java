package dev.sockeye.memory;

import dev.sockeye.Domain;
import dev.sockeye.udp.Membership;
import dev.sockeye.udp.Udp;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The groups of a UDP socket in memory. There is one network: an interface tells memberships apart
 * and keeps nobody from hearing. Guarded by the kernel's lock.
 */
final class MemoryMemberships implements Groups {

  static final Set<SocketOption<Membership>> OPTIONS =
      Set.of(
          Udp.IP_ADD_MEMBERSHIP,
          Udp.IP_DROP_MEMBERSHIP,
          Udp.IP_BLOCK_SOURCE,
          Udp.IP_UNBLOCK_SOURCE);

  private final MemorySocket<?> socket;
  private final List<Joined> joined = new ArrayList<>();

  private record Joined(Membership membership, Set<InetAddress> blocked) {

    /** Without an interface the group is looked for on all, as {@code ip(7)} has it. */
    boolean is(Membership asked, InetAddress source) {
      NetworkInterface on = named(asked);
      return Objects.equals(membership.source(), source)
          && membership.group().equals(asked.group())
          && (on == null || isBy(on));
    }

    boolean isBy(NetworkInterface on) {
      NetworkInterface by = membership.networkInterface();
      boolean bothNamed = by != null && on != null;
      return bothNamed ? by.getIndex() == on.getIndex() : Objects.equals(by, on);
    }

    boolean admits(InetAddress source) {
      return membership.source() == null
          ? !blocked.contains(source)
          : membership.source().equals(source);
    }
  }

  MemoryMemberships(MemorySocket<?> socket) {
    this.socket = socket;
  }

  @Override
  public boolean admit(InetAddress group, InetAddress source) {
    return joined.stream()
        .anyMatch(each -> each.membership().group().equals(group) && each.admits(source));
  }

  @Override
  public boolean set(SocketOption<?> name, Object value) {
    if (!OPTIONS.contains(name)) {
      return false;
    } else if (!(value instanceof Membership asked)) {
      throw new IllegalArgumentException(name.name() + " cannot be " + value);
    } else if (name.equals(Udp.IP_ADD_MEMBERSHIP)) {
      add(new Membership(asked.group(), interfaceOf(asked), asked.source()));
    } else if (name.equals(Udp.IP_DROP_MEMBERSHIP)) {
      joined.remove(find(asked, asked.source()));
    } else if (name.equals(Udp.IP_BLOCK_SOURCE)) {
      blocked(asked).add(asked.source());
    } else if (!blocked(asked).remove(asked.source())) {
      throw new IllegalArgumentException(asked.source().getHostAddress() + " was not blocked");
    }
    return true;
  }

  private void add(Membership added) {
    check(added);
    if (joined.stream().noneMatch(each -> each.is(added, added.source()))) {
      joined.add(new Joined(added, new HashSet<>())); // joining twice is joining once
    }
    OPTIONS.forEach(name -> socket.options().add(name, added));
  }

  private void check(Membership added) {
    InetAddress group = added.group();
    InetAddress source = added.source();
    if (group instanceof Inet6Address && socket.spec().domain().equals(Domain.AF_INET)) {
      throw new IllegalArgumentException("IPv4 socket cannot join IPv6 multicast group");
    } else if (source != null && source.getClass() != group.getClass()) {
      throw new IllegalArgumentException("Source address is different type to group");
    } else if (source != null && (source.isAnyLocalAddress() || source.isMulticastAddress())) {
      throw new IllegalArgumentException(source.getHostAddress() + " is no sender's address");
    } else if (joined.stream().anyMatch(each -> excludes(each, added))) {
      throw new IllegalArgumentException(
          group.getHostAddress()
              + " is joined already, for all sources or for single ones: leave that first");
    }
  }

  private static boolean excludes(Joined before, Membership added) {
    return before.membership().group().equals(added.group())
        && before.isBy(added.networkInterface())
        && (before.membership().source() == null) != (added.source() == null);
  }

  private Joined find(Membership asked, InetAddress source) {
    return joined.stream()
        .filter(each -> each.is(asked, source))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(asked + " was not joined"));
  }

  private Set<InetAddress> blocked(Membership asked) {
    if (asked.source() == null) {
      throw new IllegalArgumentException("no source is named: write GROUP@INTERFACE/SOURCE");
    }
    return find(asked, null).blocked();
  }

  private NetworkInterface interfaceOf(Membership asked) {
    NetworkInterface by = named(asked);
    return by == null ? socket.options().get(StandardSocketOptions.IP_MULTICAST_IF) : by;
  }

  /** The interface that is asked for, or that is part of the group, as in {@code ff02::1%eth0}. */
  private static NetworkInterface named(Membership asked) {
    try {
      return asked.networkInterface() == null
              && asked.group() instanceof Inet6Address six
              && six.getScopeId() != 0
          ? NetworkInterface.getByIndex(six.getScopeId())
          : asked.networkInterface();
    } catch (SocketException e) {
      return null;
    }
  }
}

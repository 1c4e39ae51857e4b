package dev.sockeye.udp;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
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
  private final Map<Membership, MembershipKey> keys = new HashMap<>(); // guarded by this
  private Membership lastAdded; // guarded by this

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
    Membership membership = complete(asked);
    MembershipKey key =
        membership.source() == null
            ? channel.join(membership.group(), membership.networkInterface())
            : channel.join(membership.group(), membership.networkInterface(), membership.source());
    keys.put(membership, key);
    lastAdded = membership;
  }

  private void drop(Membership asked) throws IOException {
    Membership membership = complete(asked);
    MembershipKey key = keys.remove(membership);
    if (key == null) {
      throw new IllegalArgumentException(membership + " was not joined");
    }
    key.drop();
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
    Membership membership = complete(asked).withoutSource();
    MembershipKey key = keys.get(membership);
    if (key == null) {
      throw new IllegalArgumentException(membership + " was not joined");
    }
    return key;
  }

  private Membership complete(Membership membership) throws IOException {
    if (membership.networkInterface() != null) {
      return membership;
    }
    NetworkInterface set = channel.getOption(StandardSocketOptions.IP_MULTICAST_IF);
    return membership.withInterface(set == null ? firstWithMulticast() : set);
  }

  private static NetworkInterface firstWithMulticast() throws IOException {
    NetworkInterface loopback = null;
    for (Enumeration<NetworkInterface> all = NetworkInterface.getNetworkInterfaces();
        all.hasMoreElements(); ) {
      NetworkInterface candidate = all.nextElement();
      if (candidate.isUp() && candidate.isLoopback()) {
        loopback = candidate;
      } else if (candidate.isUp() && candidate.supportsMulticast()) {
        return candidate;
      }
    }
    if (loopback == null) {
      throw new IOException("no network interface is up: name one after an @");
    }
    return loopback;
  }
}

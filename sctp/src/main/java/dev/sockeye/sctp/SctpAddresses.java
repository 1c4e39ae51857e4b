package dev.sockeye.sctp;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Brings the JDK's sets of addresses, which are in no order, into one. */
final class SctpAddresses {

  private SctpAddresses() {}

  /**
   * Sorts addresses.
   *
   * @param all the addresses
   * @param bound what the socket was bound to, {@code null} if to nothing
   * @param peer the peer's address, {@code null} if there is none
   * @return the addresses; first the one that was bound to, or the one that a peer of this host
   *     has, or of the others one of the peer's family, rather no loopback or link-local one
   */
  static List<InetSocketAddress> sorted(
      Collection<SocketAddress> all, InetSocketAddress bound, InetSocketAddress peer) {
    List<InetSocketAddress> list = new ArrayList<>();
    all.forEach(address -> list.add(plain((InetSocketAddress) address)));
    list.sort(
        Comparator.comparing((InetSocketAddress a) -> !sameHost(a, bound))
            .thenComparing(a -> !sameHost(a, peer))
            .thenComparing(a -> peer != null && !sameFamily(a, peer))
            .thenComparing(a -> a.getAddress().isLinkLocalAddress())
            .thenComparing(a -> a.getAddress().isLoopbackAddress())
            .thenComparing(a -> a.getAddress() instanceof Inet6Address)
            .thenComparing(a -> a.getAddress().getAddress(), Arrays::compareUnsigned));
    return List.copyOf(list);
  }

  /** Sorts the peer's addresses: the primary path first. */
  static List<InetSocketAddress> sorted(Collection<SocketAddress> all, InetSocketAddress primary) {
    return sorted(all, primary, primary);
  }

  /** The local address of a socket. */
  static InetSocketAddress first(
      Collection<SocketAddress> all, InetSocketAddress bound, InetSocketAddress peer) {
    if (all.isEmpty()) {
      return null;
    }
    InetSocketAddress first = sorted(all, bound, peer).get(0);
    boolean wildcard = bound != null && bound.getAddress().isAnyLocalAddress();
    return wildcard && peer == null
        ? new InetSocketAddress(bound.getAddress(), first.getPort())
        : first;
  }

  /** Without the scope that the kernel gives to the loopback address ("::1%1"). */
  static InetSocketAddress plain(InetSocketAddress address) {
    if (address != null
        && address.getAddress() instanceof Inet6Address six
        && six.getScopeId() != 0
        && !six.isLinkLocalAddress()) {
      try {
        InetAddress ip = InetAddress.getByAddress(six.getAddress());
        return new InetSocketAddress(ip, address.getPort());
      } catch (UnknownHostException e) {
        throw new AssertionError("16 bytes are an address", e);
      }
    }
    return address;
  }

  private static boolean sameHost(InetSocketAddress a, InetSocketAddress b) {
    return b != null && a.getAddress().equals(b.getAddress());
  }

  private static boolean sameFamily(InetSocketAddress a, InetSocketAddress b) {
    return (a.getAddress() instanceof Inet4Address) == (b.getAddress() instanceof Inet4Address);
  }
}

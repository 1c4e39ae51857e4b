package dev.sockeye.memory;

import dev.sockeye.Domain;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.UnsupportedAddressTypeException;

/** The forms of addresses. */
enum Family {
  INET,
  UNIX,
  VSOCK,
  TIPC,
  NAME,
  /** What the transport says that they are; sockets check them. */
  DESCRIBED;

  private static final SocketAddress UNNAMED_UNIX = UnixDomainSocketAddress.of("");
  private static final SocketAddress UNNAMED = new MemoryAddress("");

  /** Throws unless the address is of this family, and of the domain if that is one of IP's. */
  void check(SocketAddress address, Domain domain) {
    boolean right =
        switch (this) {
          case INET -> address instanceof InetSocketAddress inet && fits(inet, domain);
          case UNIX ->
              address instanceof UnixDomainSocketAddress
                  || UnixModule.DOMAIN.isAbstractName(address);
          case VSOCK -> VsockSockets.isAddress(address);
          case TIPC -> TipcSockets.isAddress(address);
          case NAME -> address instanceof MemoryAddress;
          case DESCRIBED -> true;
        };
    if (!right) {
      throw new UnsupportedAddressTypeException();
    }
  }

  /** As with the JDK's sockets, an IPv6 one takes IPv4 addresses too. */
  private static boolean fits(InetSocketAddress address, Domain domain) {
    return !domain.equals(Domain.AF_INET)
        || address.isUnresolved()
        || address.getAddress() instanceof Inet4Address
        || isWildcard(address.getAddress());
  }

  private static boolean isWildcard(InetAddress address) {
    return address instanceof Inet6Address && address.isAnyLocalAddress();
  }

  /** Whether a connection can be broken off, and its loss is told to the peer. */
  boolean hasResets() {
    return this != VSOCK;
  }

  /** Whether sockets of all types have names of one space, and none meets another's type. */
  boolean sharesNames() {
    return this == VSOCK || this == TIPC;
  }

  /** Whether a connect is over no sooner than it is accepted. */
  boolean waitsForAccept() {
    return this == TIPC;
  }

  /** Whether {@code SO_LINGER} of 0 breaks it off. */
  boolean lingers() {
    return this != UNIX && this != VSOCK && this != TIPC;
  }

  /** What an endpoint is called that was connected without being bound. */
  SocketAddress unnamed() {
    return this == UNIX ? UNNAMED_UNIX : UNNAMED;
  }

  boolean isUnnamed(SocketAddress address) {
    return UNNAMED_UNIX.equals(address) || UNNAMED.equals(address);
  }
}

package dev.sockeye.memory;

import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.HashMap;
import java.util.Map;

/** Addresses that are names: UNIX paths, abstract names, and those of the scheme memory. */
final class NameTable implements AddressTable {

  private final Family family;
  private final Map<SocketAddress, MemorySocket<?>> sockets = new HashMap<>();
  private int chosen;

  NameTable(Family family) {
    this.family = family;
  }

  @Override
  public SocketAddress bind(MemorySocket<?> socket, SocketAddress wanted) {
    SocketAddress address = wanted == null || family.isUnnamed(wanted) ? choose() : wanted;
    return sockets.putIfAbsent(address, socket) == null ? address : null;
  }

  private SocketAddress choose() {
    SocketAddress address;
    do {
      String name = "socket_" + ++chosen;
      address =
          family == Family.UNIX
              ? UnixDomainSocketAddress.of("/tmp/" + name)
              : new MemoryAddress(name);
    } while (sockets.containsKey(address));
    return address;
  }

  @Override
  public SocketAddress reserve(MemorySocket<?> socket, SocketAddress peer) {
    return family.unnamed();
  }

  @Override
  public MemorySocket<?> find(SocketAddress address) {
    return sockets.get(address);
  }

  @Override
  public void release(MemorySocket<?> socket, SocketAddress address) {
    sockets.remove(address, socket);
  }
}

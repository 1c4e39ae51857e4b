package dev.sockeye.memory;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Ports on hosts. Every IP address and every name is a host of its own; who is bound to the
 * wildcard address answers for all of them that nobody else is bound to.
 */
final class PortTable implements AddressTable {

  /** The dynamic ports of RFC 6335, section 6. */
  private static final int FIRST_EPHEMERAL = 49_152;

  private static final int LAST_EPHEMERAL = 65_535;

  /** Stands for the hosts that are not listed. */
  private static final Object ANY = new Object();

  /** Takes a port without being found there. */
  private static final Object NOBODY = new Object();

  static final InetAddress LOOPBACK4 = ip(127, 0, 0, 1);
  static final InetAddress LOOPBACK6 = ip(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

  private final InetAddress localAddress;
  private final Map<Integer, Map<Object, MemorySocket<?>>> ports = new HashMap<>();
  private int next = FIRST_EPHEMERAL;

  PortTable(InetAddress localAddress) {
    this.localAddress = localAddress;
  }

  private static InetAddress ip(int... bytes) {
    byte[] raw = new byte[bytes.length];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (byte) bytes[i];
    }
    try {
      return InetAddress.getByAddress(raw);
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError("4 and 16 bytes are an address", e);
    }
  }

  @Override
  public SocketAddress bind(MemorySocket<?> socket, SocketAddress wanted) {
    InetSocketAddress address = wanted == null ? wildcard(0) : (InetSocketAddress) wanted;
    if (address.getPort() == 0) {
      int port = freePort();
      return port == 0 ? null : put(socket, withPort(address, port), host(address));
    }
    return put(socket, address, host(address));
  }

  @Override
  public SocketAddress reserve(MemorySocket<?> socket, SocketAddress peer) {
    int port = freePort();
    InetSocketAddress address = new InetSocketAddress(addressTowards(peer), port);
    return port == 0 ? null : put(socket, address, NOBODY);
  }

  /** The local address that a peer sees, which is never the wildcard. */
  InetSocketAddress sourceAddress(InetSocketAddress local, SocketAddress peer) {
    return host(local) == ANY
        ? new InetSocketAddress(addressTowards(peer), local.getPort())
        : local;
  }

  InetAddress addressTowards(SocketAddress peer) {
    boolean six = ((InetSocketAddress) peer).getAddress() instanceof Inet6Address;
    return six && !(localAddress instanceof Inet6Address) ? LOOPBACK6 : localAddress;
  }

  @Override
  public MemorySocket<?> find(SocketAddress address) {
    Map<Object, MemorySocket<?>> hosts = ports.get(((InetSocketAddress) address).getPort());
    if (hosts == null) {
      return null;
    }
    MemorySocket<?> own = hosts.get(host((InetSocketAddress) address));
    return own == null ? hosts.get(ANY) : own;
  }

  @Override
  public void release(MemorySocket<?> socket, SocketAddress address) {
    ports.computeIfPresent(
        ((InetSocketAddress) address).getPort(),
        (port, hosts) -> {
          hosts.values().removeIf(bound -> bound == socket);
          return hosts.isEmpty() ? null : hosts;
        });
  }

  /** Gives one of several addresses back that this socket was bound to. */
  void releaseOne(MemorySocket<?> socket, InetSocketAddress address) {
    Map<Object, MemorySocket<?>> hosts = ports.get(address.getPort());
    if (hosts != null) {
      hosts.remove(host(address), socket);
      ports.remove(address.getPort(), Map.of()); // if it was the last
    }
  }

  private SocketAddress put(MemorySocket<?> socket, InetSocketAddress address, Object host) {
    Map<Object, MemorySocket<?>> hosts =
        ports.computeIfAbsent(address.getPort(), port -> new HashMap<>());
    return hosts.putIfAbsent(host, socket) == null ? address : null;
  }

  private int freePort() {
    for (int tried = FIRST_EPHEMERAL; tried <= LAST_EPHEMERAL; tried++) {
      int port = next;
      next = next == LAST_EPHEMERAL ? FIRST_EPHEMERAL : next + 1;
      if (!ports.containsKey(port)) {
        return port;
      }
    }
    return 0;
  }

  private static Object host(InetSocketAddress address) {
    if (address.isUnresolved()) {
      String name = address.getHostString().toLowerCase(Locale.ROOT);
      return name.equals("localhost") ? LOOPBACK4 : name;
    }
    return address.getAddress().isAnyLocalAddress() ? ANY : address.getAddress();
  }

  private static InetSocketAddress wildcard(int port) {
    return new InetSocketAddress(port);
  }

  static InetSocketAddress withPort(InetSocketAddress address, int port) {
    return address.isUnresolved()
        ? InetSocketAddress.createUnresolved(address.getHostString(), port)
        : new InetSocketAddress(address.getAddress(), port);
  }
}

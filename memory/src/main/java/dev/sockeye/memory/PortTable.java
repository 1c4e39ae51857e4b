package dev.sockeye.memory;

import dev.sockeye.Domain;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Ports on hosts. Every IP address and every name is a host of its own; who is bound to the
 * wildcard address answers for all of them that nobody else is bound to.
 */
final class PortTable implements AddressTable {

  /** The dynamic ports of RFC 6335, section 6. */
  private static final int FIRST_EPHEMERAL = 49_152;

  private static final int LAST_EPHEMERAL = 65_535;

  /** Stands for the hosts that are not listed: those of both families, or of one. */
  private enum Any {
    BOTH,
    V4,
    V6;

    static Any of(MemorySocket<?> socket) {
      if (socket.options().isV6Only()) {
        return V6;
      }
      return socket.spec().domain().equals(Domain.AF_INET) ? V4 : BOTH;
    }

    /** In which order a host looks for who answers for it. */
    static List<Any> towards(InetSocketAddress host) {
      if (host.isUnresolved() || isWildcard(host)) {
        return List.of(BOTH, V4, V6);
      }
      return List.of(host.getAddress() instanceof Inet6Address ? V6 : V4, BOTH);
    }

    /** Whether a socket that has the one is in the way of who wants the other. */
    boolean overlaps(Any other) {
      return this == other || this == BOTH || other == BOTH;
    }
  }

  /** Takes a port without being found there. */
  private static final Object NOBODY = new Object();

  static final InetAddress LOOPBACK4 = ip(127, 0, 0, 1);
  static final InetAddress LOOPBACK6 = ip(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

  private final InetAddress localAddress;

  /** Those of one host in the order in which they were bound: there are several if they share. */
  private final Map<Integer, Map<Object, List<MemorySocket<?>>>> ports = new HashMap<>();

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
      return port == 0 ? null : put(socket, withPort(address, port), host(socket, address));
    }
    return put(socket, address, host(socket, address));
  }

  @Override
  public SocketAddress reserve(MemorySocket<?> socket, SocketAddress peer) {
    int port = freePort();
    InetSocketAddress address = new InetSocketAddress(addressTowards(peer), port);
    return port == 0 ? null : put(socket, address, NOBODY);
  }

  /** The local address that a peer sees, which is never the wildcard. */
  InetSocketAddress sourceAddress(InetSocketAddress local, SocketAddress peer) {
    boolean ofNobody = isWildcard(local) || isMulticast(local);
    return ofNobody ? new InetSocketAddress(addressTowards(peer), local.getPort()) : local;
  }

  InetAddress addressTowards(SocketAddress peer) {
    boolean six = ((InetSocketAddress) peer).getAddress() instanceof Inet6Address;
    return six && !(localAddress instanceof Inet6Address) ? LOOPBACK6 : localAddress;
  }

  /** Where several share it, the last one has it, as on Linux. */
  @Override
  public MemorySocket<?> find(SocketAddress address) {
    List<MemorySocket<?>> found = at((InetSocketAddress) address);
    return found.isEmpty() ? null : found.get(found.size() - 1);
  }

  private List<MemorySocket<?>> at(InetSocketAddress address) {
    Map<Object, List<MemorySocket<?>>> hosts = ports.getOrDefault(address.getPort(), Map.of());
    List<MemorySocket<?>> own = isWildcard(address) ? null : hosts.get(host(address));
    return own == null ? ofAny(hosts, address) : own;
  }

  private static List<MemorySocket<?>> ofAny(
      Map<Object, List<MemorySocket<?>>> hosts, InetSocketAddress address) {
    return Any.towards(address).stream()
        .map(hosts::get)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(List.of());
  }

  /** Those that may take what goes to a group: bound to it, or to the wildcard address. */
  List<MemorySocket<?>> around(InetSocketAddress group) {
    Map<Object, List<MemorySocket<?>>> hosts = ports.getOrDefault(group.getPort(), Map.of());
    List<MemorySocket<?>> all = new ArrayList<>();
    Any.towards(group).forEach(any -> all.addAll(hosts.getOrDefault(any, List.of())));
    all.addAll(hosts.getOrDefault(group.getAddress(), List.of()));
    return all;
  }

  /** Whether this is the address of a multicast group. */
  static boolean isMulticast(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        && !inet.isUnresolved()
        && inet.getAddress().isMulticastAddress();
  }

  @Override
  public void release(MemorySocket<?> socket, SocketAddress address) {
    ports.computeIfPresent(
        ((InetSocketAddress) address).getPort(),
        (port, hosts) -> {
          hosts.values().forEach(bound -> bound.remove(socket));
          return withoutEmpty(hosts);
        });
  }

  /** Gives one of several addresses back that this socket was bound to. */
  void releaseOne(MemorySocket<?> socket, InetSocketAddress address) {
    ports.computeIfPresent(
        address.getPort(),
        (port, hosts) -> {
          hosts.getOrDefault(host(socket, address), new ArrayList<>()).remove(socket);
          return withoutEmpty(hosts);
        });
  }

  private static Map<Object, List<MemorySocket<?>>> withoutEmpty(
      Map<Object, List<MemorySocket<?>>> hosts) {
    hosts.values().removeIf(List::isEmpty);
    return hosts.isEmpty() ? null : hosts;
  }

  private SocketAddress put(MemorySocket<?> socket, InetSocketAddress address, Object host) {
    Map<Object, List<MemorySocket<?>>> hosts =
        ports.computeIfAbsent(address.getPort(), port -> new HashMap<>());
    if (!inTheWay(hosts, host).allMatch(socket::sharesPortWith)) {
      return null;
    }
    hosts.computeIfAbsent(host, any -> new ArrayList<>()).add(socket);
    return address;
  }

  private static Stream<MemorySocket<?>> inTheWay(
      Map<Object, List<MemorySocket<?>>> hosts, Object host) {
    if (!(host instanceof Any wanted)) {
      return hosts.getOrDefault(host, List.of()).stream();
    }
    return Stream.of(Any.values())
        .filter(wanted::overlaps)
        .flatMap(any -> hosts.getOrDefault(any, List.of()).stream());
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

  private static Object host(MemorySocket<?> socket, InetSocketAddress address) {
    return isWildcard(address) ? Any.of(socket) : host(address);
  }

  private static Object host(InetSocketAddress address) {
    if (address.isUnresolved()) {
      String name = address.getHostString().toLowerCase(Locale.ROOT);
      return name.equals("localhost") ? LOOPBACK4 : name;
    }
    return address.getAddress();
  }

  static boolean isWildcard(InetSocketAddress address) {
    return !address.isUnresolved() && address.getAddress().isAnyLocalAddress();
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

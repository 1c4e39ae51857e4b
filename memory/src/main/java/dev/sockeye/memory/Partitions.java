package dev.sockeye.memory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Between which hosts nothing gets through. Guarded by the kernel's lock. */
final class Partitions {

  private final Set<Set<String>> separated = new HashSet<>();

  void add(String one, String other) {
    separated.add(Set.of(host(one), host(other)));
  }

  void clear() {
    separated.clear();
  }

  boolean separate(SocketAddress one, SocketAddress other) {
    if (separated.isEmpty()
        || !(one instanceof InetSocketAddress here)
        || !(other instanceof InetSocketAddress there)) {
      return false;
    }
    String from = host(here);
    String to = host(there);
    return !from.equals(to) && separated.contains(Set.of(from, to));
  }

  private static String host(InetSocketAddress address) {
    return address.isUnresolved()
        ? host(address.getHostString())
        : address.getAddress().getHostAddress();
  }

  /** A name as it is, an address in the form that the JDK gives it. */
  static String host(String text) {
    boolean literal = text.indexOf(':') >= 0 || text.matches("[0-9.]+");
    if (text.equalsIgnoreCase("localhost")) {
      return PortTable.LOOPBACK4.getHostAddress();
    } else if (!literal) {
      return text.toLowerCase(Locale.ROOT);
    }
    try {
      return InetAddress.getByName(text).getHostAddress(); // a literal, which is not looked up
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no host: " + text, e);
    }
  }
}

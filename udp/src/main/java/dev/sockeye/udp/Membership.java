package dev.sockeye.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.Objects;

/**
 * Membership in a multicast group, {@code struct ip_mreq_source}. As text, in a URI: {@code
 * 239.1.2.3}, {@code 239.1.2.3@eth0} or {@code 232.1.2.3@eth0/10.0.0.7}; several with commas
 * between them.
 *
 * @param group a multicast address
 * @param networkInterface by which interface; {@code null} for the socket's {@code
 *     IP_MULTICAST_IF}, or else the system's choice, which is that of its route to the group
 * @param source the only sender to take datagrams from; {@code null} for any
 */
public record Membership(InetAddress group, NetworkInterface networkInterface, InetAddress source) {

  /**
   * Creates a membership.
   *
   * @param group a multicast address
   * @param networkInterface by which interface, or {@code null}
   * @param source the only sender, or {@code null}
   * @throws IllegalArgumentException if the group is not a multicast address
   */
  public Membership {
    Objects.requireNonNull(group, "group");
    if (!group.isMulticastAddress()) {
      throw new IllegalArgumentException(group.getHostAddress() + " is not a multicast address");
    }
  }

  /**
   * Membership in a group, by the socket's interface and from any source.
   *
   * @param group a multicast address
   * @return the membership
   */
  public static Membership of(InetAddress group) {
    return new Membership(group, null, null);
  }

  Membership withInterface(NetworkInterface by) {
    return new Membership(group, by, source);
  }

  static Membership parse(String text) throws IOException {
    int at = text.indexOf('@');
    int slash = text.indexOf('/');
    int groupEnd = at >= 0 ? at : slash >= 0 ? slash : text.length();
    NetworkInterface by = null;
    if (at >= 0) {
      String name = text.substring(at + 1, slash > at ? slash : text.length());
      by = NetworkInterface.getByName(name);
      if (by == null) {
        throw new IllegalArgumentException("no network interface " + name);
      }
    }
    InetAddress source = slash < 0 ? null : address(text.substring(slash + 1));
    return new Membership(address(text.substring(0, groupEnd)), by, source);
  }

  /** The JDK takes no text at all for the loopback address. */
  private static InetAddress address(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("an address is missing");
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text + " is no address", e);
    }
  }
}

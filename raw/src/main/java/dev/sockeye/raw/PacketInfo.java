package dev.sockeye.raw;

import java.net.InetAddress;
import java.util.Objects;

/**
 * Where a message arrived or is to be sent from, {@code struct in_pktinfo} and {@code in6_pktinfo}.
 *
 * @param interfaceIndex the interface's number, {@code if_nametoindex(3)}; 0 to send by the route's
 * @param local this host's address: that which a message arrived at, or its source when it is sent;
 *     all zeros for the route's, and on what a ping socket of IPv4 receives
 * @param destination the destination in the header of a received message, which for a broadcast is
 *     not {@code local}; not used to send
 */
public record PacketInfo(int interfaceIndex, InetAddress local, InetAddress destination) {

  /**
   * Creates an info.
   *
   * @param interfaceIndex the interface's number
   * @param local this host's address
   * @param destination the destination in the header
   */
  public PacketInfo {
    Objects.requireNonNull(local, "local");
    Objects.requireNonNull(destination, "destination");
  }

  /**
   * What a message is to be sent from.
   *
   * @param interfaceIndex the interface's number, or 0
   * @param source the source address
   * @return the info
   */
  public static PacketInfo from(int interfaceIndex, InetAddress source) {
    return new PacketInfo(interfaceIndex, source, source);
  }
}

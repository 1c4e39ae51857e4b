package dev.sockeye.netlink;

import dev.sockeye.EndpointUri;
import dev.sockeye.UriAddress;
import java.net.SocketAddress;

/**
 * The address of a netlink socket, {@code struct sockaddr_nl}: the number of a socket, which is
 * called its pid and need not be a process's, and the first 32 multicast groups as bits. Immutable;
 * equal when both are.
 *
 * <p>To bind with pid 0 takes a free number, and with groups joins these. To send to groups wants a
 * privilege in most families; with pid 0, and no kernel behind the family as in {@link
 * Netlink#NETLINK_USERSOCK}, the groups get it and the sender is told ECONNREFUSED. The groups of a
 * received message are the one that it was sent to.
 */
public final class NetlinkAddress extends SocketAddress implements UriAddress {

  /** The kernel; to bind to, any free number. */
  public static final NetlinkAddress KERNEL = new NetlinkAddress(0, 0);

  private static final long serialVersionUID = 1L;
  private static final long MAX = 0xffff_ffffL;

  /** The number. */
  private final long pid;

  /** Bit n - 1 is group n. */
  private final long groups;

  /**
   * Creates an address of a socket.
   *
   * @param pid its number, 0 for the kernel
   * @param groups groups as bits: bit n - 1 is group n
   * @throws IllegalArgumentException if one of them is no unsigned number of 32 bits
   */
  public NetlinkAddress(long pid, long groups) {
    this.pid = requireUnsigned("pid", pid);
    this.groups = requireUnsigned("groups", groups);
  }

  /**
   * Creates an address of a socket.
   *
   * @param pid its number, 0 for the kernel
   * @throws IllegalArgumentException if it is no unsigned number of 32 bits
   */
  public NetlinkAddress(long pid) {
    this(pid, 0);
  }

  private static long requireUnsigned(String what, long value) {
    if (value < 0 || value > MAX) {
      throw new IllegalArgumentException(what + " " + value + " is not from 0 to " + MAX);
    }
    return value;
  }

  /**
   * The number of the socket, {@code nl_pid}.
   *
   * @return the number, 0 for the kernel
   */
  public long pid() {
    return pid;
  }

  /**
   * The groups, {@code nl_groups}.
   *
   * @return bits: bit n - 1 is group n
   */
  public long groups() {
    return groups;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetlinkAddress address
        && pid == address.pid
        && groups == address.groups;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(pid) + Long.hashCode(groups);
  }

  /**
   * Such as {@code /4711}, behind {@code route:}, or {@code netlink:} and the name of a family,
   * which an address does not know; groups are an option of URIs and not part of this.
   */
  @Override
  public String uriForm() {
    return "/" + pid;
  }

  /** With the family of that URI: such as {@code usersock/4711}. */
  @Override
  public String uriForm(EndpointUri uri) {
    String family = uri.address();
    int slash = family.indexOf('/');
    return (slash < 0 ? family : family.substring(0, slash)) + uriForm();
  }

  /** The number, and the groups if there are any: {@code 4711}, {@code 0#0x11}. */
  @Override
  public String toString() {
    return pid + (groups == 0 ? "" : "#0x" + Long.toHexString(groups));
  }
}

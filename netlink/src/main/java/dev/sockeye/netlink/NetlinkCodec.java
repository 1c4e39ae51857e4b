package dev.sockeye.netlink;

import dev.sockeye.EndpointUri;
import dev.sockeye.Protocol;
import dev.sockeye.SocketSpec;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.AddressCodec;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code struct sockaddr_nl}, {@code <linux/netlink.h>}, and addresses of URIs. */
final class NetlinkCodec implements AddressCodec {

  static final int AF_NETLINK = 16;

  private static final int SIZE = 12;
  private static final int PAD = 2;
  private static final int PID = 4;
  private static final int GROUPS = 8;

  private static final Pattern ADDRESS =
      Pattern.compile("(?<family>[\\w-]*)(?:/(?<pid>\\d{1,10}))?");

  @Override
  public int size() {
    return SIZE;
  }

  @Override
  public void check(String operation, SocketAddress address) {
    if (address != null && !(address instanceof NetlinkAddress)) {
      throw new UnsupportedAddressTypeException();
    }
  }

  @Override
  public int write(SocketAddress address, ByteBuffer into, int at) {
    NetlinkAddress netlink = address == null ? NetlinkAddress.KERNEL : (NetlinkAddress) address;
    Abi.CURRENT.putFamily(into, at, AF_NETLINK, SIZE);
    into.putShort(at + PAD, (short) 0);
    into.putInt(at + PID, (int) netlink.pid());
    into.putInt(at + GROUPS, (int) netlink.groups());
    return SIZE;
  }

  @Override
  public SocketAddress read(ByteBuffer from, int at, int length) {
    if (length < SIZE) {
      return null;
    }
    long pid = Integer.toUnsignedLong(from.getInt(at + PID));
    long groups = Integer.toUnsignedLong(from.getInt(at + GROUPS));
    return pid == 0 && groups == 0 ? NetlinkAddress.KERNEL : new NetlinkAddress(pid, groups);
  }

  /** A socket that is not bound has pid 0, as the kernel has, whatever groups it joined. */
  @Override
  public SocketAddress readName(ByteBuffer from, int at, int length) {
    return length < SIZE || from.getInt(at + PID) == 0 ? null : read(from, at, length);
  }

  /** The family that a URI is for. */
  static Protocol family(EndpointUri uri) {
    String name = address(uri).group("family");
    if (name.isEmpty() && uri.scheme().equals("route")) {
      return Netlink.NETLINK_ROUTE;
    }
    return NetlinkFamilies.parse(name)
        .orElseThrow(
            () ->
                bad(
                    uri,
                    (name.isEmpty() ? "no family" : "'" + name + "' is no family")
                        + ": write a number below 32 or one of "
                        + NetlinkFamilies.names()));
  }

  private static Matcher address(EndpointUri uri) {
    Matcher address = ADDRESS.matcher(uri.address());
    boolean named = uri.scheme().equals("route") && address.matches() && hasFamily(address);
    if (!address.matches() || named) {
      String form = uri.scheme().equals("route") ? "route:" : "netlink:FAMILY";
      throw bad(uri, "write " + form + ", or " + form + "/PID for a process's socket");
    }
    return address;
  }

  private static boolean hasFamily(Matcher address) {
    return !address.group("family").isEmpty();
  }

  @Override
  public SocketAddress parse(SocketSpec<?> spec, EndpointUri uri, boolean passive) {
    String pid = address(uri).group("pid");
    requireNamed(spec, uri);
    try {
      return pid == null ? NetlinkAddress.KERNEL : new NetlinkAddress(Long.parseLong(pid));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(uri + ": " + e.getMessage(), e);
    }
  }

  /** The names of groups are one family's. */
  private static void requireNamed(SocketSpec<?> spec, EndpointUri uri) {
    String groups = uri.options().get("GROUPS");
    if (groups == null || spec.protocol().number() == Netlink.NETLINK_ROUTE.number()) {
      return;
    }
    for (String group : groups.split(",", -1)) {
      if (!NetlinkGroups.isNumber(group.strip())) {
        throw bad(uri, "groups of " + spec.protocol() + " have no names: write their numbers");
      }
    }
  }

  private static IllegalArgumentException bad(EndpointUri uri, String why) {
    return new IllegalArgumentException(uri + ": " + why);
  }
}

package dev.sockeye.netlink;

import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.BpfFilter;
import dev.sockeye.posix.FilterOption;
import dev.sockeye.posix.Memory;
import dev.sockeye.posix.NativeSocket;
import dev.sockeye.posix.OptionTable;
import dev.sockeye.posix.OptionTable.Form;
import dev.sockeye.spi.UriOptions.OptionType;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketOption;
import java.util.Map;
import java.util.stream.IntStream;

/** The options of {@link Netlink}, level {@code SOL_NETLINK}. */
final class NetlinkOptions {

  static final int SOL_NETLINK = 270;
  static final int PKTINFO = 3;

  static final int ADD_MEMBERSHIP = 1;
  private static final int DROP_MEMBERSHIP = 2;
  private static final int BROADCAST_ERROR = 4;
  private static final int NO_ENOBUFS = 5;
  private static final int LIST_MEMBERSHIPS = 9;
  private static final int CAP_ACK = 10;
  private static final int EXT_ACK = 11;
  private static final int GET_STRICT_CHK = 12;

  /** Room for the bits of more groups than any family has: generic netlink counts to hundreds. */
  private static final int BITMAP = 8192;

  static final OptionTable TABLE =
      FilterOption.in(OptionTable.common().withLongestOfSendBuffer(32)) // netlink_sendmsg
          .with(Netlink.GROUPS, new Groups())
          .with(Netlink.NETLINK_ADD_MEMBERSHIP, new Membership(ADD_MEMBERSHIP))
          .with(Netlink.NETLINK_DROP_MEMBERSHIP, new Membership(DROP_MEMBERSHIP))
          .with(Netlink.NETLINK_PKTINFO, SOL_NETLINK, PKTINFO, Form.BOOL)
          .with(Netlink.NETLINK_BROADCAST_ERROR, SOL_NETLINK, BROADCAST_ERROR, Form.BOOL)
          .with(Netlink.NETLINK_NO_ENOBUFS, SOL_NETLINK, NO_ENOBUFS, Form.BOOL)
          .with(Netlink.NETLINK_CAP_ACK, SOL_NETLINK, CAP_ACK, Form.BOOL)
          .with(Netlink.NETLINK_EXT_ACK, SOL_NETLINK, EXT_ACK, Form.BOOL)
          .with(Netlink.NETLINK_GET_STRICT_CHK, SOL_NETLINK, GET_STRICT_CHK, Form.BOOL);

  static final Map<Class<?>, OptionType<?>> TYPES = types();

  private NetlinkOptions() {}

  private static Map<Class<?>, OptionType<?>> types() {
    return Map.of(
        BpfFilter.class,
        FilterOption.OF_URI,
        NetlinkGroups.class,
        new OptionType<>("groups such as link,ipv4-ifaddr,9", NetlinkGroups::parse));
  }

  /** {@code getsockopt(2)} of the groups that a socket is in, as bits of words of 32. */
  static NetlinkGroups groups(NativeSocket<?> socket) throws IOException {
    Memory bits = Memory.allocate(BITMAP);
    Memory length = Memory.allocate(Integer.BYTES).putInt(0, BITMAP);
    socket.control(
        "getsockopt NETLINK_LIST_MEMBERSHIPS",
        null,
        fd ->
            Bindings.libc()
                .getsockopt(fd, SOL_NETLINK, LIST_MEMBERSHIPS, bits.address, length.address));
    int count = 8 * Math.min(BITMAP, length.getInt(0));
    return NetlinkGroups.of(
        IntStream.range(0, count)
            .filter(bit -> (bits.getInt(bit / 32 * 4) >>> bit % 32 & 1) != 0)
            .map(bit -> bit + 1)
            .toArray());
  }

  /** Joins or leaves groups, one by one. */
  static void change(NativeSocket<?> socket, int option, NetlinkGroups groups) throws IOException {
    Memory value = Memory.allocate(Integer.BYTES);
    String name = option == ADD_MEMBERSHIP ? "NETLINK_ADD_MEMBERSHIP" : "NETLINK_DROP_MEMBERSHIP";
    try {
      for (int group : groups.numbers()) {
        value.putInt(0, group);
        socket.control(
            "setsockopt " + name + " " + group,
            null,
            fd -> Bindings.libc().setsockopt(fd, SOL_NETLINK, option, value.address, value.size()));
      }
    } finally {
      Reference.reachabilityFence(value);
    }
  }

  private static final class Groups implements OptionTable.Row<NetlinkGroups> {
    @Override
    public NetlinkGroups get(NativeSocket<?> socket) throws IOException {
      return groups(socket);
    }

    @Override
    public void set(NativeSocket<?> socket, SocketOption<NetlinkGroups> name, NetlinkGroups value)
        throws IOException {
      NetlinkGroups before = groups(socket);
      change(socket, ADD_MEMBERSHIP, value.without(before));
      change(socket, DROP_MEMBERSHIP, before.without(value));
    }
  }

  private record Membership(int option) implements OptionTable.Row<NetlinkGroups> {
    @Override
    public NetlinkGroups get(NativeSocket<?> socket) throws IOException {
      return groups(socket);
    }

    @Override
    public void set(NativeSocket<?> socket, SocketOption<NetlinkGroups> name, NetlinkGroups value)
        throws IOException {
      change(socket, option, value);
    }
  }
}

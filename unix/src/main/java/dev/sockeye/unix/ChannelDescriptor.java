package dev.sockeye.unix;

import dev.sockeye.unix.libc.LibC;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The descriptor of a JDK datagram channel, which the JDK keeps to itself. Of the process's
 * descriptors it is the datagram socket on the channel's port; where several are (SO_REUSEPORT),
 * the one whose SO_BROADCAST changes when it is changed on the channel.
 */
final class ChannelDescriptor {

  private static final File DESCRIPTORS = new File("/proc/self/fd");
  private static final int SO_BROADCAST = 6;

  private ChannelDescriptor() {}

  /** A descriptor of the same socket that is the caller's to close; -1 if it is not found. */
  static int duplicate(DatagramChannel channel) throws IOException {
    if (!(channel.getLocalAddress() instanceof InetSocketAddress local)) {
      return -1;
    }
    List<Integer> found = new ArrayList<>();
    for (int fd : all()) {
      if (option(fd, Layout.CURRENT.soType()) == Layout.SOCK_DGRAM && port(fd) == local.getPort()) {
        found.add(fd);
      }
    }
    int fd = found.size() == 1 ? found.get(0) : thatWhichChanges(channel, found);
    return fd < 0 ? -1 : Native.libc().fcntl(fd, Layout.F_DUPFD_CLOEXEC, 0);
  }

  private static List<Integer> all() {
    List<Integer> all = new ArrayList<>();
    String[] names = DESCRIPTORS.list();
    for (String name : names == null ? new String[0] : names) {
      all.add(Integer.valueOf(name));
    }
    return all;
  }

  private static int thatWhichChanges(DatagramChannel channel, List<Integer> candidates)
      throws IOException {
    boolean was = channel.getOption(StandardSocketOptions.SO_BROADCAST);
    int before = was ? 1 : 0;
    candidates.removeIf(fd -> option(fd, SO_BROADCAST) != before);
    channel.setOption(StandardSocketOptions.SO_BROADCAST, !was);
    try {
      candidates.removeIf(fd -> option(fd, SO_BROADCAST) == before);
    } finally {
      channel.setOption(StandardSocketOptions.SO_BROADCAST, was);
    }
    return candidates.size() == 1 ? candidates.get(0) : -1;
  }

  /** An option of level SOL_SOCKET; -1 if the descriptor is no socket. */
  private static int option(int fd, int name) {
    Memory value = Memory.allocate(8).putInt(4, 4);
    LibC libc = Native.libc();
    int level = Layout.CURRENT.solSocket();
    int status = libc.getsockopt(fd, level, name, value.address, value.address + 4);
    return status < 0 ? -1 : value.getInt(0);
  }

  /** The port that an Internet socket is bound to; -1 if it is of another domain. */
  private static int port(int fd) {
    Memory address =
        Memory.allocate(InetSockaddr.SIZE + 4).putInt(InetSockaddr.SIZE, InetSockaddr.SIZE);
    int status =
        Native.libc().getsockname(fd, address.address, address.address + InetSockaddr.SIZE);
    return status < 0 ? -1 : InetSockaddr.port(address.bytes, 0);
  }
}

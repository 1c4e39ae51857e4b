package dev.sockeye.unix;

import dev.sockeye.Errno;
import dev.sockeye.SocketErrnoException;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The descriptor of a JDK channel, which the JDK keeps to itself. Of the process's descriptors it
 * is the socket of the channel's type and address; where several are, the one that an option
 * changes on when it is changed on the channel. That option is one that does nothing to what the
 * channel is doing, and is set back at once.
 */
final class ChannelDescriptor {

  /** Other threads may open and close sockets, and set the same option, meanwhile. */
  private static final int ATTEMPTS = 50;

  private static final boolean LINUX = Layout.CURRENT.linux();
  private static final File DESCRIPTORS = new File(LINUX ? "/proc/self/fd" : "/dev/fd");
  private static final int SO_ACCEPTCONN = LINUX ? 30 : 2;

  /** An option with two values that a socket can be told by. */
  private record Mark<T>(SocketOption<T> option, int number, T off, T on) {

    static final List<Mark<?>> ALL =
        List.of(
            new Mark<>(StandardSocketOptions.SO_BROADCAST, LINUX ? 6 : 0x20, false, true),
            new Mark<>(StandardSocketOptions.SO_KEEPALIVE, LINUX ? 9 : 8, false, true),
            new Mark<>(StandardSocketOptions.SO_LINGER, LINUX ? 13 : 0x80, -1, 0),
            new Mark<>(StandardSocketOptions.SO_REUSEADDR, LINUX ? 2 : 4, false, true));

    /** The first that there is: of a SocketChannel SO_LINGER only in the UNIX domain. */
    static Optional<Mark<?>> of(NetworkChannel channel) {
      Stream<Mark<?>> all = ALL.stream();
      return all.filter(mark -> channel.supportedOptions().contains(mark.option)).findFirst();
    }

    boolean isOn(int fd) {
      return ChannelDescriptor.option(fd, number) > 0;
    }

    /** Changes it on the channel, gives those of the descriptors that change too, and sets back. */
    List<Integer> changing(NetworkChannel channel, List<Integer> descriptors) throws IOException {
      T before = channel.getOption(option);
      boolean wasOn = !before.equals(off);
      List<Integer> rest = new ArrayList<>(descriptors);
      rest.removeIf(fd -> isOn(fd) != wasOn);
      channel.setOption(option, wasOn ? off : on);
      try {
        rest.removeIf(fd -> isOn(fd) == wasOn);
        return rest;
      } finally {
        channel.setOption(option, before);
      }
    }
  }

  private ChannelDescriptor() {}

  /**
   * Finds it and duplicates it, so that it cannot become another's. One thread at a time, lest two
   * change options on alike channels at once.
   *
   * @return a descriptor of the same socket that is the caller's to close; -1 if it is not found
   * @throws IOException if the channel is closed, or the system refuses another descriptor
   */
  static synchronized int duplicate(NetworkChannel channel) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<Integer> found = alike(channel);
      if (found.size() > 1) {
        Optional<Mark<?>> mark = Mark.of(channel);
        found = mark.isPresent() ? mark.get().changing(channel, found) : found;
      }
      int own = found.size() == 1 ? duplicate(found.get(0)) : -1;
      if (own >= 0 && isAlike(own, channel)) {
        return own;
      } else if (own >= 0) {
        Native.libc().close(own); // closed meanwhile, and the number another's
      }
    }
    return -1;
  }

  /** Gives -1 if it was closed meanwhile, as a duplicate may be. */
  private static int duplicate(int fd) throws IOException {
    try {
      return Descriptors.duplicate(fd);
    } catch (SocketErrnoException e) {
      if (e.errno() == Errno.EBADF) {
        return -1;
      }
      throw e;
    }
  }

  private static List<Integer> alike(NetworkChannel channel) throws IOException {
    Map<String, Integer> alike = new HashMap<>();
    String[] names = DESCRIPTORS.list();
    for (String name : names == null ? new String[0] : names) {
      int fd = Integer.parseInt(name);
      if (isAlike(fd, channel)) {
        alike.putIfAbsent(socketOf(name), fd);
      }
    }
    return new ArrayList<>(alike.values());
  }

  /** The same for all duplicates of a descriptor: {@code socket:[inode]}, where there is /proc. */
  private static String socketOf(String name) {
    try {
      return Files.readSymbolicLink(DESCRIPTORS.toPath().resolve(name)).toString();
    } catch (IOException e) {
      return name; // Closed meanwhile, or a system that has no links there.
    }
  }

  /** Whether a descriptor is a socket of the channel's type and address. */
  private static boolean isAlike(int fd, NetworkChannel channel) throws IOException {
    int type = channel instanceof DatagramChannel ? Layout.SOCK_DGRAM : Layout.SOCK_STREAM;
    boolean listens = channel instanceof ServerSocketChannel;
    if (option(fd, Layout.CURRENT.soType()) != type
        || (option(fd, SO_ACCEPTCONN) > 0) != listens
        || !isNamed(fd, channel.getLocalAddress(), Native.libc()::getsockname)) {
      return false;
    }
    return !(channel instanceof SocketChannel connected)
        || isNamed(fd, connected.getRemoteAddress(), Native.libc()::getpeername);
  }

  /** {@code getsockname(2)} or {@code getpeername(2)}. */
  @FunctionalInterface
  private interface NameCall {
    int make(int fd, long address, long length);
  }

  /** Of an Internet address the port is compared; a client of the UNIX domain may have none. */
  private static boolean isNamed(int fd, SocketAddress expected, NameCall call) {
    int lengthAt = UnixAddresses.SOCKADDR_SIZE;
    Memory name = Memory.allocate(lengthAt + 4).putInt(lengthAt, lengthAt);
    boolean known = call.make(fd, name.address, name.address + lengthAt) == 0;
    if (expected == null) {
      return !known || InetSockaddr.port(name.bytes, 0) <= 0;
    } else if (expected instanceof InetSocketAddress inet) {
      return known && InetSockaddr.port(name.bytes, 0) == inet.getPort();
    }
    SocketAddress found = known ? UnixAddresses.read(name, 0, name.getInt(lengthAt)) : null;
    return expected.equals(found == null ? UnixAddresses.UNNAMED : found);
  }

  /** An option of level SOL_SOCKET; -1 if the descriptor is no socket. */
  private static int option(int fd, int name) {
    int[] value = new int[1];
    return Sockets.getInt(fd, name, value) < 0 ? -1 : value[0];
  }
}

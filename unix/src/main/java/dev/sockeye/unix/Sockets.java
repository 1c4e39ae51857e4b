package dev.sockeye.unix;

import dev.sockeye.Errno;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.function.IntFunction;

/** Calls on bare descriptors: {@code socket(2)}, {@code socketpair(2)}, and what to ask of one. */
final class Sockets {

  private Sockets() {}

  static int type(SocketSpec<?> spec) {
    if (spec.equals(Unix.SEQPACKET)) {
      return Layout.SOCK_SEQPACKET;
    }
    return spec.equals(Unix.DATAGRAM) ? Layout.SOCK_DGRAM : Layout.SOCK_STREAM;
  }

  static String transport(SocketSpec<?> spec) {
    if (spec.equals(Unix.SEQPACKET)) {
      return "unix+seqpacket";
    }
    return spec.equals(Unix.DATAGRAM) ? "unix+dgram" : "unix";
  }

  /**
   * Opens a socket.
   *
   * @param nonBlocking to be {@linkplain #makeBlocking undone}
   */
  static int open(SocketSpec<?> spec, boolean nonBlocking) throws IOException {
    int flags =
        Layout.CURRENT.linux() ? Layout.SOCK_CLOEXEC | (nonBlocking ? Layout.SOCK_NONBLOCK : 0) : 0;
    int fd = Native.libc().socket(Layout.AF_UNIX, type(spec) | flags, 0);
    if (fd < 0) {
      throw failure("socket", spec, null, Native.errno());
    }
    return prepared(fd, nonBlocking);
  }

  static int[] pair(SocketSpec<?> spec) throws IOException {
    Memory memory = Memory.allocate(8);
    int flags = Layout.CURRENT.linux() ? Layout.SOCK_CLOEXEC : 0;
    if (Native.libc().socketpair(Layout.AF_UNIX, type(spec) | flags, 0, memory.address) < 0) {
      throw failure("socketpair", spec, null, Native.errno());
    }
    return new int[] {prepared(memory.getInt(0), false), prepared(memory.getInt(4), false)};
  }

  /** Makes a socket of a descriptor, which is closed if that fails, as for want of memory. */
  static <S> S made(int fd, IntFunction<S> maker) {
    S made = null;
    try {
      made = maker.apply(fd);
      return made;
    } finally {
      if (made == null) {
        Native.libc().close(fd);
      }
    }
  }

  /** {@code accept(2)} of a non-blocking listener; gives the descriptor or -1. */
  static int accept(int listener) {
    if (Layout.CURRENT.linux()) {
      return Native.libc().accept4(listener, 0, 0, Layout.SOCK_CLOEXEC);
    }
    int fd = Native.libc().accept(listener, 0, 0);
    return fd < 0 ? fd : prepared(fd, false);
  }

  /**
   * Does what Linux does by flags of the calls that make a descriptor and send. On BSDs an accepted
   * one has the listener's O_NONBLOCK.
   */
  private static int prepared(int fd, boolean nonBlocking) {
    if (!Layout.CURRENT.linux()) {
      closeOnExec(fd);
      Native.libc().fcntl(fd, Layout.F_SETFL, nonBlocking ? Layout.CURRENT.nonBlock() : 0);
      Memory on = Memory.allocate(4).putInt(0, 1);
      int level = Layout.CURRENT.solSocket();
      try {
        Native.libc().setsockopt(fd, level, Layout.SO_NOSIGPIPE, on.address, 4);
      } finally {
        Reference.reachabilityFence(on);
      }
    }
    return fd;
  }

  /** Nothing on Linux, where it has been done by whatever made the descriptor. */
  static void closeOnExec(int fd) {
    if (!Layout.CURRENT.linux()) {
      Native.libc().fcntl(fd, Layout.F_SETFD, Layout.FD_CLOEXEC);
    }
  }

  /** Takes O_NONBLOCK away, which {@link #open} may have set. */
  static int makeBlocking(int fd) {
    return Native.libc().fcntl(fd, Layout.F_SETFL, Layout.O_RDWR);
  }

  /** Takes a name of the system's choice, in the abstract namespace. */
  static int autobind(int fd) {
    Memory address = Memory.allocate(UnixAddresses.SOCKADDR_SIZE);
    try {
      return Native.libc().bind(fd, address.address, UnixAddresses.write(null, address, 0));
    } finally {
      Reference.reachabilityFence(address);
    }
  }

  static int getInt(int fd, int option, int[] value) {
    Memory memory = Memory.allocate(8).putInt(4, 4);
    int result =
        Native.libc()
            .getsockopt(fd, Layout.CURRENT.solSocket(), option, memory.address, memory.address + 4);
    value[0] = memory.getInt(0);
    return result;
  }

  /** {@code SO_PEERCRED}; {@code null} if the socket has no peer. */
  static Credentials peerCredentials(int fd) {
    return Layout.CURRENT.linux() ? ucred(fd) : peereid(fd);
  }

  private static Credentials ucred(int fd) {
    Memory memory = Memory.allocate(16).putInt(12, 12);
    int failed =
        Native.libc()
            .getsockopt(
                fd,
                Layout.CURRENT.solSocket(),
                Layout.SO_PEERCRED,
                memory.address,
                memory.address + 12);
    int uid = memory.getInt(4);
    return failed < 0 || uid == -1
        ? null
        : new Credentials(
            memory.getInt(0),
            Integer.toUnsignedLong(uid),
            Integer.toUnsignedLong(memory.getInt(8)));
  }

  private static Credentials peereid(int fd) {
    Memory memory = Memory.allocate(16).putInt(12, 4);
    if (Native.libc().getpeereid(fd, memory.address, memory.address + 4) < 0) {
      return null;
    }
    int failed =
        Native.libc()
            .getsockopt(
                fd,
                Layout.SOL_LOCAL,
                Layout.LOCAL_PEERPID,
                memory.address + 8,
                memory.address + 12);
    return new Credentials(
        failed < 0 ? 0 : memory.getInt(8),
        Integer.toUnsignedLong(memory.getInt(0)),
        Integer.toUnsignedLong(memory.getInt(4)));
  }

  static IOException failure(
      String operation, SocketSpec<?> spec, SocketAddress remote, int errno) {
    return Errno.ofNumber(errno)
        .map(known -> SocketFailure.describe(operation, transport(spec), null, remote, known))
        .orElseGet(
            () -> new SocketException(operation + ' ' + transport(spec) + ": errno " + errno));
  }
}

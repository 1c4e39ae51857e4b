package dev.sockeye.unix;

import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.Memory;
import dev.sockeye.posix.libc.LibC;

/** Who the peer of a descriptor is: {@code SO_PEERCRED}, and on macOS {@code getpeereid(3)}. */
final class PeerCredentials {

  static final int SO_PEERCRED = 17;

  // macOS, as its <sys/un.h> has it. Nobody has run this there.
  private static final int SOL_LOCAL = 0;
  private static final int LOCAL_PEERPID = 2;

  private PeerCredentials() {}

  /** {@code null} if the socket has no peer. */
  static Credentials of(int fd) {
    return Abi.isLinux() ? ucred(fd) : peereid(fd);
  }

  private static Credentials ucred(int fd) {
    Memory memory = Memory.allocate(16).putInt(12, 12);
    long at = memory.address;
    int failed = Bindings.libc().getsockopt(fd, Abi.CURRENT.solSocket(), SO_PEERCRED, at, at + 12);
    int uid = memory.getInt(4);
    return failed < 0 || uid == -1
        ? null
        : new Credentials(
            memory.getInt(0),
            Integer.toUnsignedLong(uid),
            Integer.toUnsignedLong(memory.getInt(8)));
  }

  private static Credentials peereid(int fd) {
    LibC libc = Bindings.libc();
    Memory memory = Memory.allocate(16).putInt(12, 4);
    long at = memory.address;
    if (libc.getpeereid(fd, at, at + 4) < 0) {
      return null;
    }
    int failed = libc.getsockopt(fd, SOL_LOCAL, LOCAL_PEERPID, at + 8, at + 12);
    return new Credentials(
        failed < 0 ? 0 : memory.getInt(8),
        Integer.toUnsignedLong(memory.getInt(0)),
        Integer.toUnsignedLong(memory.getInt(4)));
  }
}

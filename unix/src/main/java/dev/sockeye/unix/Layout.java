package dev.sockeye.unix;

import java.util.Locale;
import java.util.Set;

/**
 * All that differs between systems: constants of {@code <sys/socket.h>} and its kin, and where the
 * members of its structures lie.
 *
 * @param domainInByteOne whether {@code sockaddr_un} begins with its length (BSD), so that the
 *     family is one byte at 1
 * @param pathMax the bytes of {@code sun_path}, with the NUL that ends it
 * @param msgFlagsAt where {@code msg_flags} lies in {@code struct msghdr}
 * @param longLengths whether {@code msg_iovlen}, {@code msg_controllen} and {@code cmsg_len} are
 *     {@code size_t} and not 32 bit
 * @param msgNosignal {@code MSG_NOSIGNAL}; 0 where it has to be said by an option of the socket
 * @param nonBlock {@code O_NONBLOCK}
 * @param dupCloseOnExec {@code F_DUPFD_CLOEXEC}
 * @param epollDataAt where the data lies in {@code struct epoll_event}; what follows it is nothing
 */
record Layout(
    boolean linux,
    boolean domainInByteOne,
    int pathMax,
    int msgFlagsAt,
    boolean longLengths,
    int epollDataAt,
    int solSocket,
    int soType,
    int soSndbuf,
    int soRcvbuf,
    int msgCtrunc,
    int msgTrunc,
    int msgDontwait,
    int msgNosignal,
    int nonBlock,
    int dupCloseOnExec) {

  // The same on all systems that are known here.
  static final int AF_UNSPEC = 0;
  static final int AF_UNIX = 1;
  static final int SOCK_STREAM = 1;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_SEQPACKET = 5;
  static final int SHUT_RD = 0;
  static final int SHUT_WR = 1;
  static final int SHUT_RDWR = 2;
  static final int POLLIN = 1;
  static final int POLLOUT = 4;
  static final int POLLERR = 8;
  static final int POLLHUP = 0x10;
  static final int SCM_RIGHTS = 1;
  static final int O_RDONLY = 0;
  static final int O_WRONLY = 1;
  static final int O_RDWR = 2;
  static final int F_SETFD = 2;
  static final int F_GETFL = 3;
  static final int F_SETFL = 4;
  static final int FD_CLOEXEC = 1;
  static final int LOCK_EX = 2;
  static final int LOCK_NB = 4;
  static final int LOCK_UN = 8;

  // Linux, on the architectures that use its generic numbers.
  static final int SOCK_CLOEXEC = 0x80000;
  static final int SOCK_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;
  static final int O_PATH = 0x20_0000;
  static final int SO_PASSCRED = 16;
  static final int SO_PEERCRED = 17;
  static final int SO_DOMAIN = 39;
  static final int SO_MEMINFO = 55;
  static final int SCM_CREDENTIALS = 2;
  static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
  static final int EPOLL_CTL_ADD = 1;
  static final int EPOLL_CTL_DEL = 2;
  static final int EPOLL_CTL_MOD = 3;
  static final int EPOLLONESHOT = 1 << 30;

  // macOS, as its <sys/socket.h> and <sys/un.h> have it. Nobody has run this there.
  static final int SO_NOSIGPIPE = 0x1022;
  static final int SOL_LOCAL = 0;
  static final int LOCAL_PEERPID = 2;

  /** In {@code struct msghdr}; the same everywhere, as are those of {@code struct iovec}. */
  static final int MSG_NAME = 0;

  static final int MSG_NAMELEN = 8;
  static final int MSG_IOV = 16;
  static final int MSG_IOVLEN = 24;
  static final int MSG_CONTROL = 32;
  static final int MSG_CONTROLLEN = 40;

  private static final Set<String> GENERIC = Set.of("amd64", "aarch64", "riscv64", "loongarch64");

  /** This system's layout; {@code null} if it is not known. */
  static final Layout CURRENT = ofSystem(System.getProperty("os.name"), arch());

  static Layout ofSystem(String os, String arch) {
    String name = os.toLowerCase(Locale.ROOT);
    if (name.equals("linux") && GENERIC.contains(arch)) {
      int epollDataAt = arch.equals("amd64") ? 4 : 8; // packed on x86-64 only
      return new Layout(
          true, false, 108, 48, true, epollDataAt, 1, 3, 7, 8, 8, 0x20, 0x40, 0x4000, 0x800, 1030);
    } else if (name.contains("mac")) {
      return new Layout(
          false, true, 104, 44, false, 0, 0xffff, 0x1008, 0x1001, 0x1002, 0x20, 0x10, 0x80, 0, 4,
          67);
    }
    return null;
  }

  static String arch() {
    return System.getProperty("os.arch");
  }

  /** The bytes of {@code struct epoll_event}. */
  int epollEventSize() {
    return epollDataAt + 8;
  }

  /** The bytes of {@code struct cmsghdr}. */
  int cmsgHeader() {
    return longLengths ? 16 : 12;
  }

  /** {@code CMSG_ALIGN}. */
  int cmsgAlign(int length) {
    int unit = longLengths ? 8 : 4;
    return (length + unit - 1) & -unit;
  }

  /** {@code CMSG_SPACE}. */
  int cmsgSpace(int length) {
    return cmsgAlign(cmsgHeader()) + cmsgAlign(length);
  }
}

package dev.sockeye.posix;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Set;

/**
 * All that differs between systems: constants of {@code <sys/socket.h>} and its kin, and where the
 * members of its structures lie.
 *
 * @param linux whether this is Linux
 * @param lengthFirst whether a {@code sockaddr} begins with its length (BSD), so that the family is
 *     one byte at 1
 * @param msgFlagsAt where {@code msg_flags} lies in {@code struct msghdr}
 * @param longLengths whether {@code msg_iovlen}, {@code msg_controllen} and {@code cmsg_len} are
 *     {@code size_t} and not 32 bit
 * @param epollDataAt where the data lies in {@code struct epoll_event}; what follows it is nothing
 * @param solSocket {@code SOL_SOCKET}
 * @param soType {@code SO_TYPE}
 * @param soError {@code SO_ERROR}
 * @param soSndbuf {@code SO_SNDBUF}
 * @param soRcvbuf {@code SO_RCVBUF}
 * @param msgCtrunc {@code MSG_CTRUNC}
 * @param msgTrunc {@code MSG_TRUNC}
 * @param msgDontwait {@code MSG_DONTWAIT}
 * @param msgNosignal {@code MSG_NOSIGNAL}; 0 where it has to be said by an option of the socket
 * @param nonBlock {@code O_NONBLOCK}
 * @param dupCloseOnExec {@code F_DUPFD_CLOEXEC}
 */
public record Abi(
    boolean linux,
    boolean lengthFirst,
    int msgFlagsAt,
    boolean longLengths,
    int epollDataAt,
    int solSocket,
    int soType,
    int soError,
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

  /** The bytes of {@code struct sockaddr}. */
  static final int SOCKADDR = 16;

  /** A stream. */
  public static final int SOCK_STREAM = 1;

  /** Datagrams. */
  public static final int SOCK_DGRAM = 2;

  /** Packets of a protocol below. */
  public static final int SOCK_RAW = 3;

  /** Messages over a connection. */
  public static final int SOCK_SEQPACKET = 5;

  /** {@code SOCK_RDM}. */
  public static final int SOCK_RDM = 4;

  static final int SHUT_RD = 0;
  static final int SHUT_WR = 1;
  static final int SHUT_RDWR = 2;
  static final int POLLIN = 1;
  static final int POLLOUT = 4;
  static final int POLLERR = 8;
  static final int POLLHUP = 0x10;

  /** To read. */
  public static final int O_RDONLY = 0;

  /** To write. */
  public static final int O_WRONLY = 1;

  /** To read and write. */
  public static final int O_RDWR = 2;

  static final int F_SETFD = 2;
  static final int F_GETFL = 3;

  /** {@code F_SETFL} of {@code fcntl(2)}. */
  public static final int F_SETFL = 4;

  static final int FD_CLOEXEC = 1;

  // Linux, on the architectures that use its generic numbers.
  /** Closed by {@code execve(2)}; Linux. */
  public static final int SOCK_CLOEXEC = 0x80000;

  static final int SOCK_NONBLOCK = 0x800;

  /** Closed by {@code execve(2)}; Linux. */
  public static final int O_CLOEXEC = 0x80000;

  static final int F_SETPIPE_SZ = 1031;
  static final int F_GETPIPE_SZ = 1032;
  static final int SPLICE_F_MOVE = 1;
  static final int SPLICE_F_NONBLOCK = 2;
  static final int MSG_PEEK = 2; // everywhere
  static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
  static final int EFD_CLOEXEC = 0x80000;
  static final int EFD_NONBLOCK = 0x800;
  static final int EPOLL_CTL_ADD = 1;
  static final int EPOLL_CTL_DEL = 2;
  static final int EPOLL_CTL_MOD = 3;
  static final int EPOLLONESHOT = 1 << 30;

  // macOS, as its <sys/socket.h> and <sys/un.h> have it. Nobody has run this there.
  static final int SO_NOSIGPIPE = 0x1022;

  /** In {@code struct msghdr}; the same everywhere, as are those of {@code struct iovec}. */
  static final int MSG_NAME = 0;

  static final int MSG_NAMELEN = 8;
  static final int MSG_IOV = 16;
  static final int MSG_IOVLEN = 24;
  static final int MSG_CONTROL = 32;
  static final int MSG_CONTROLLEN = 40;

  private static final Set<String> GENERIC = Set.of("amd64", "aarch64", "riscv64", "loongarch64");

  /** This system's; {@code null} if it is not known. */
  public static final Abi CURRENT = ofSystem(System.getProperty("os.name"), arch());

  static Abi ofSystem(String os, String arch) {
    String name = os.toLowerCase(Locale.ROOT);
    if (name.equals("linux") && GENERIC.contains(arch)) {
      int epollDataAt = arch.equals("amd64") ? 4 : 8; // packed on x86-64 only
      return new Abi(
          true, false, 48, true, epollDataAt, 1, 3, 4, 7, 8, 8, 0x20, 0x40, 0x4000, 0x800, 1030);
    } else if (name.contains("mac")) {
      return new Abi(
          false, true, 44, false, 0, 0xffff, 0x1008, 0x1007, 0x1001, 0x1002, 0x20, 0x10, 0x80, 0, 4,
          67);
    }
    return null;
  }

  static String arch() {
    return System.getProperty("os.arch");
  }

  /**
   * Tells whether this is Linux, and one that is known here.
   *
   * @return whether
   */
  public static boolean isLinux() {
    return CURRENT != null && CURRENT.linux;
  }

  /** The bytes of {@code struct epoll_event}. */
  int epollEventSize() {
    return epollDataAt + 8;
  }

  /**
   * Writes the family of a {@code sockaddr}, and its length where it has one.
   *
   * @param into where to, in the system's byte order
   * @param at the offset
   * @param family the {@code AF_} number
   * @param length of all of it
   */
  public void putFamily(ByteBuffer into, int at, int family, int length) {
    if (lengthFirst) {
      into.put(at, (byte) length).put(at + 1, (byte) family);
    } else {
      into.putShort(at, (short) family);
    }
  }

  /**
   * Reads the family of a {@code sockaddr}.
   *
   * @param from where it is, in the system's byte order
   * @param at the offset
   * @return the {@code AF_} number
   */
  public int family(ByteBuffer from, int at) {
    return lengthFirst ? from.get(at + 1) & 0xff : from.getShort(at) & 0xffff;
  }

  /**
   * Writes a {@code struct cmsghdr}.
   *
   * @param into where to, in the system's byte order
   * @param at the offset
   * @param level the level, such as {@code SOL_SOCKET}
   * @param type the type
   * @param length of the data
   * @return where the data begins
   */
  public int putControlHeader(ByteBuffer into, int at, int level, int type, int length) {
    if (longLengths) {
      into.putLong(at, cmsgHeader() + length);
    } else {
      into.putInt(at, cmsgHeader() + length);
    }
    int data = at + cmsgHeader();
    into.putInt(data - 8, level).putInt(data - 4, type);
    return data;
  }

  /**
   * The bytes of {@code struct cmsghdr}.
   *
   * @return 16 or 12
   */
  public int cmsgHeader() {
    return longLengths ? 16 : 12;
  }

  /** {@code CMSG_ALIGN}. */
  int cmsgAlign(int length) {
    int unit = longLengths ? 8 : 4;
    return (length + unit - 1) & -unit;
  }

  /**
   * How much control data takes, {@code CMSG_SPACE(3)}.
   *
   * @param length of the data itself
   * @return bytes
   */
  public int cmsgSpace(int length) {
    return cmsgAlign(cmsgHeader()) + cmsgAlign(length);
  }
}

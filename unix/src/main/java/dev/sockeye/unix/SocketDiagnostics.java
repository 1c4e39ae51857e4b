package dev.sockeye.unix;

import dev.sockeye.Errno;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.Memory;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * What the system tells of datagram sockets of this domain that belong to others, {@code
 * sock_diag(7)}: whether one has something to read. One netlink socket for the process, opened when
 * first needed; any user may ask. A kernel without {@code CONFIG_UNIX_DIAG} tells nothing.
 */
final class SocketDiagnostics {

  private static final SocketDiagnostics OURS = new SocketDiagnostics();

  private static final int AF_NETLINK = 16;
  private static final int NETLINK_SOCK_DIAG = 4;

  // struct nlmsghdr, linux/netlink.h
  private static final int HEADER_SIZE = 16;
  private static final int TYPE_AT = 4;
  private static final int FLAGS_AT = 6;
  private static final int SEQUENCE_AT = 8;
  private static final short SOCK_DIAG_BY_FAMILY = 20;
  private static final short NLMSG_ERROR = 2;
  private static final short NLMSG_DONE = 3;
  private static final short NLM_F_REQUEST = 1;
  private static final short NLM_F_DUMP = 0x300;

  // struct unix_diag_req and unix_diag_msg, linux/unix_diag.h
  private static final int REQUEST_SIZE = HEADER_SIZE + 24;
  private static final int STATES_AT = HEADER_SIZE + 4;
  private static final int REQUEST_INODE_AT = HEADER_SIZE + 8;
  private static final int SHOW_AT = HEADER_SIZE + 12;
  private static final int COOKIE_AT = HEADER_SIZE + 16;
  private static final int KIND_AT = HEADER_SIZE + 1;
  private static final int INODE_AT = HEADER_SIZE + 4;
  private static final int ATTRIBUTES_AT = HEADER_SIZE + 16;
  private static final int UDIAG_SHOW_NAME = 1;
  private static final int UDIAG_SHOW_RQLEN = 0x10;
  private static final short UNIX_DIAG_NAME = 0;
  private static final short UNIX_DIAG_RQLEN = 4;

  /** A dump comes in parts that are no longer. */
  private static final int PART = 32 * 1024;

  /** A listing takes at most this part of the time, however many sockets there are. */
  private static final int REST = 10;

  // All is guarded by this.
  private final Map<SocketAddress, Integer> inodes = new HashMap<>();
  private Memory memory; // of requests and answers; null until the first
  private int netlink = -1;
  private boolean refused; // The system tells nothing.
  private int sequence;
  private long nextListing = System.nanoTime();
  private SocketAddress sought;
  private boolean isThere; // the sought one, and
  private boolean unread; // whether it has something to read

  private SocketDiagnostics() {}

  /**
   * Whether the datagram socket of that name has a message to read; {@code false} if there is none,
   * or the system does not tell. Of a name that was not asked for before this is so for a moment
   * where a listing of all sockets was made just now.
   */
  static boolean hasUnread(SocketAddress name) {
    return Abi.isLinux() && OURS.ask(name);
  }

  private synchronized boolean ask(SocketAddress name) {
    if (refused || !isOpen()) {
      return false;
    }
    sought = name;
    isThere = false;
    unread = false;
    Integer inode = inodes.get(name);
    if (inode == null || !askFor(inode)) {
      return list() ? unread : !refused;
    }
    return unread;
  }

  /** Gives {@code false} if it is too soon after the last time. */
  private boolean list() {
    long began = System.nanoTime();
    if (began - nextListing < 0) {
      return false;
    }
    inodes.clear();
    request(NLM_F_DUMP, 0);
    long now = System.nanoTime();
    nextListing = now + REST * (now - began);
    return true;
  }

  private boolean isOpen() {
    if (netlink < 0) {
      memory = Memory.allocate(PART);
      netlink =
          Bindings.libc().socket(AF_NETLINK, Abi.SOCK_DGRAM | Abi.SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
      refused = netlink < 0 && !isForNow(-netlink);
    }
    return netlink >= 0;
  }

  private static boolean isForNow(int errno) {
    return errno == Errno.EMFILE.number()
        || errno == Errno.ENFILE.number()
        || errno == Errno.ENOMEM.number();
  }

  /** Gives {@code false} if that is not the socket any more. */
  private boolean askFor(int inode) {
    request((short) 0, inode);
    return isThere;
  }

  private void request(short flags, int inode) {
    sequence++;
    for (int at = 0; at < REQUEST_SIZE; at += Integer.BYTES) {
      memory.putInt(at, 0);
    }
    memory.putInt(0, REQUEST_SIZE).putInt(SEQUENCE_AT, sequence).putInt(STATES_AT, -1);
    memory.bytes.putShort(TYPE_AT, SOCK_DIAG_BY_FAMILY);
    memory.bytes.putShort(FLAGS_AT, (short) (NLM_F_REQUEST | flags));
    memory.bytes.put(HEADER_SIZE, (byte) UnixAddresses.AF_UNIX);
    memory.putInt(REQUEST_INODE_AT, inode).putInt(SHOW_AT, UDIAG_SHOW_NAME | UDIAG_SHOW_RQLEN);
    memory.bytes.putLong(COOKIE_AT, -1); // whatever it is
    if (Bindings.libc().send(netlink, memory.address, REQUEST_SIZE, 0) == REQUEST_SIZE) {
      receive(flags == NLM_F_DUMP);
    }
  }

  private void receive(boolean dump) {
    boolean more = true;
    while (more) {
      long length = Bindings.libc().recv(netlink, memory.address, PART, 0);
      if (length >= 0) {
        more = read((int) length) && dump;
      } else {
        more = length == -Errno.EINTR.number();
      }
    }
  }

  /** Gives {@code false} at the end of the answers. */
  private boolean read(int length) {
    boolean more = true;
    for (int at = 0; at + HEADER_SIZE <= length; at += size(at)) {
      more = memory.getInt(at + SEQUENCE_AT) != sequence || readAnswer(at);
    }
    return more;
  }

  private int size(int at) {
    return aligned(Math.max(memory.getInt(at), HEADER_SIZE));
  }

  private boolean readAnswer(int at) {
    short type = memory.bytes.getShort(at + TYPE_AT);
    if (type == SOCK_DIAG_BY_FAMILY) {
      readSocket(at, at + memory.getInt(at));
    } else if (type == NLMSG_ERROR) {
      refused = memory.getInt(at + HEADER_SIZE) != -Errno.ENOENT.number();
    }
    return type != NLMSG_ERROR && type != NLMSG_DONE;
  }

  private void readSocket(int at, int end) {
    SocketAddress name = null;
    boolean hasMore = false;
    int next = at + ATTRIBUTES_AT;
    while (next + Integer.BYTES <= end) { // struct rtattr: the length, the type
      int length = Short.toUnsignedInt(memory.bytes.getShort(next));
      short type = memory.bytes.getShort(next + Short.BYTES);
      int value = next + Integer.BYTES;
      if (type == UNIX_DIAG_NAME) {
        name = UnixAddresses.readPath(memory.bytes, value, next + length - value);
      } else if (type == UNIX_DIAG_RQLEN) {
        hasMore = memory.getInt(value) != 0;
      }
      next += aligned(Math.max(length, Integer.BYTES));
    }
    if (name != null && memory.bytes.get(at + KIND_AT) == Abi.SOCK_DGRAM) {
      noteSocket(name, memory.getInt(at + INODE_AT), hasMore);
    }
  }

  private void noteSocket(SocketAddress name, int inode, boolean hasMore) {
    inodes.put(name, inode);
    if (name.equals(sought)) {
      isThere = true;
      unread |= hasMore;
    }
  }

  private static int aligned(int length) {
    return (length + 3) & ~3;
  }
}

package dev.sockeye.netlink;

import dev.sockeye.Errno;
import dev.sockeye.SocketErrnoException;

/**
 * Events were lost since they came faster than they were read (ENOBUFS, {@code netlink(7)}): what
 * is known of the state that they tell of has to be read anew, by a dump. The socket is in its
 * groups still, what it had room for can be received, and the next receive goes on. A larger {@code
 * SO_RCVBUF} makes it rarer.
 */
public final class NetlinkOverrunException extends SocketErrnoException {

  private static final long serialVersionUID = 1L;

  NetlinkOverrunException(String message) {
    super(message, Errno.ENOBUFS);
  }
}

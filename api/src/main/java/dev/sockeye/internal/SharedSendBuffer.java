package dev.sockeye.internal;

import java.io.IOException;
import java.net.SocketAddress;

/**
 * An endpoint whose send buffer holds what its receivers have not read yet, of all of them
 * together, so that those who do not read may leave no room for those who do. The system does so
 * with datagrams of the UNIX domain, {@code unix(7)}.
 */
public interface SharedSendBuffer {

  /**
   * Asks how much of the send buffer is taken by messages that are not read yet. One system call,
   * {@code getsockopt(SO_MEMINFO)}, Linux 4.12 and later.
   *
   * @return the bytes, with the system's overhead; -1 if that is not so of this endpoint, or the
   *     system does not tell
   * @throws IOException if it cannot be asked
   */
  long unread() throws IOException;

  /**
   * The size of the send buffer when {@link #unread} was last called: while less than this is taken
   * the system takes one more message, however long.
   *
   * @return the bytes, with the system's overhead
   */
  long capacity();

  /**
   * Asks whether a receiver has a message before it that it has not read, whoever has sent it. One
   * request over a netlink socket, {@code sock_diag(7)}.
   *
   * @param receiver the receiver's address
   * @return whether it has; {@code false} also where the system does not tell, and {@code true} for
   *     a moment where it was not asked of this receiver before and was asked of another just now
   * @throws IOException if it cannot be asked
   */
  boolean hasUnread(SocketAddress receiver) throws IOException;
}

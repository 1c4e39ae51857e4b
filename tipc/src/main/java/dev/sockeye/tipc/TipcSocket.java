package dev.sockeye.tipc;

import java.io.IOException;

/**
 * A socket of TIPC that is none of the system's, as those in memory are. {@link Tipc#publish},
 * {@link Tipc#withdraw}, {@link Tipc#join} and {@link Tipc#leave} are what programs call, with any
 * socket.
 */
public interface TipcSocket {

  /**
   * Binds to one more service or range, as {@link Tipc#publish}.
   *
   * @param name the service or range
   * @throws IOException with EACCES for a type below 64
   */
  void publish(TipcAddress name) throws IOException;

  /**
   * Takes a service or range away, as {@link Tipc#withdraw}.
   *
   * @param name what the socket was bound to
   * @throws IOException with EINVAL if it is not bound to that
   */
  void withdraw(TipcAddress name) throws IOException;

  /**
   * Joins a group, as {@link Tipc#join}.
   *
   * @param group the group, and which member this is
   * @throws UnsupportedOperationException if it is no socket for messages from and to anybody
   * @throws IOException with EACCES if it is a member already or the type is below 64
   */
  default void joinGroup(TipcGroup group) throws IOException {
    throw new UnsupportedOperationException(this + " has connections and no groups");
  }

  /**
   * Ends a membership, as {@link Tipc#leave}.
   *
   * @throws UnsupportedOperationException if it is no socket for messages from and to anybody
   * @throws IOException with EINVAL if it is not a member
   */
  default void leaveGroup() throws IOException {
    throw new UnsupportedOperationException(this + " has connections and no groups");
  }
}

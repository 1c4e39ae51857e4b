package dev.sockeye.tipc;

import java.io.IOException;

/**
 * A socket of TIPC that is none of the system's, as those in memory are. {@link Tipc#publish} and
 * {@link Tipc#withdraw} are what programs call, with any socket.
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
}

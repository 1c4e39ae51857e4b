package dev.sockeye;

import java.io.IOException;
import java.nio.channels.NetworkChannel;

/**
 * What every socket has, active or passive: a specification, options, a blocking mode, and
 * readiness that a {@link Poller} can wait for.
 */
public interface Pollable extends NetworkChannel {

  /**
   * The triple that this socket was opened with.
   *
   * @return the specification
   */
  SocketSpec<? extends Endpoint> spec();

  /**
   * Sets the blocking mode, {@code fcntl(2)} with {@code O_NONBLOCK}. New sockets are in blocking
   * mode; one that is registered with a {@link Poller} cannot be.
   *
   * <p>An interrupt ends a call that blocks, and closes the socket. A call in non-blocking mode has
   * nothing to be ended: it does its work, and leaves the thread's interrupt status as it was.
   *
   * @param block whether calls wait until they can do something
   * @return this
   * @throws java.nio.channels.IllegalBlockingModeException if {@code block} and a {@link Poller}
   *     holds this socket
   * @throws java.nio.channels.ClosedChannelException if closed
   * @throws IOException if the system refuses
   */
  Pollable configureBlocking(boolean block) throws IOException;

  /**
   * Tells the blocking mode.
   *
   * @return whether calls block
   */
  boolean isBlocking();

  /**
   * Gives the object underneath, for what this API leaves out: usually the JDK's channel.
   *
   * @param <T> the type asked for
   * @param type such as {@code java.nio.channels.SocketChannel}
   * @return the object of that type, which goes on being this socket's
   * @throws UnsupportedOperationException if there is none of that type; the message names what
   *     there is
   */
  <T> T unwrap(Class<T> type);
}

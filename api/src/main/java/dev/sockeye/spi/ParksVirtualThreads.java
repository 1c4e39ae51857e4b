package dev.sockeye.spi;

import dev.sockeye.Pollable;

/**
 * A socket whose blocking calls let a virtual thread park, and its carrier go on with others: that
 * of what a listener accepts too. An endpoint or listener is one if it can be unwrapped to this.
 * Channels of the JDK do so by themselves ({@code SocketChannel}, not {@code SctpChannel}).
 */
public interface ParksVirtualThreads {

  /**
   * Tells whether a socket is one.
   *
   * @param socket the endpoint or listener
   * @return whether a virtual thread for each of many such sockets is a good choice
   */
  static boolean isDoneBy(Pollable socket) {
    try {
      socket.unwrap(ParksVirtualThreads.class);
      return true;
    } catch (UnsupportedOperationException e) {
      return false;
    }
  }
}

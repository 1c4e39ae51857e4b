package dev.sockeye.server;

import dev.sockeye.Endpoint;
import java.io.IOException;
import java.net.StandardSocketOptions;

/**
 * How a connection is broken off so that its peer does not take what it got for all that there was:
 * TCP's RST, SCTP's ABORT. The UNIX domain has nothing of the kind.
 */
final class Reset {

  private Reset() {}

  /** Makes the close that follows a reset, where the transport has it. */
  static void onClose(Endpoint socket) {
    try {
      socket.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException | RuntimeException e) {
      return; // It cannot; or the socket is closed already.
    }
  }

  /** Has the close that follows not wait for the peer, as it would where SO_LINGER says so. */
  static void dropWait(Endpoint socket) {
    try {
      Integer seconds = socket.getOption(StandardSocketOptions.SO_LINGER);
      if (seconds != null && seconds > 0) {
        socket.setOption(StandardSocketOptions.SO_LINGER, -1);
      }
    } catch (IOException | RuntimeException e) {
      return; // It has no such option; or the socket is closed already.
    }
  }

  /**
   * Makes the socket writable only once nearly all is sent, by the smallest send buffer that the
   * system has: a reset destroys what is not sent (RFC 9293, section 3.10.5).
   *
   * @return {@code false} if there is nothing to wait for
   */
  static boolean whenSent(Endpoint socket) {
    try {
      socket.setOption(StandardSocketOptions.SO_SNDBUF, 1);
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}

package dev.sockeye.spi;

import dev.sockeye.Pollable;
import java.util.Optional;

/**
 * Tells that a socket is closed, whoever closes it, which no poller tells: its registration is gone
 * by then. A {@link Pollable} gives this when it is unwrapped to it, if it can.
 */
public interface CloseNotice {

  /**
   * Asks to be told; whoever asks later takes the place of who asked before.
   *
   * @param callback runs once the socket is closed, on the thread that closes it, or at once if it
   *     is closed already; perhaps twice. Must return quickly and not call the socket
   */
  void onClose(Runnable callback);

  /**
   * What tells of a socket's close.
   *
   * @param socket the endpoint or listener
   * @return empty if its transport has nothing that tells
   */
  static Optional<CloseNotice> of(Pollable socket) {
    try {
      return Optional.of(socket.unwrap(CloseNotice.class));
    } catch (UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}

package dev.sockeye;

/**
 * Readiness that no JDK selector can tell: of sockets over native descriptors or in memory. A
 * {@link dev.sockeye.Pollable} without a {@link java.nio.channels.SelectableChannel} gives this
 * when it is unwrapped to it.
 */
public interface ReadinessSource {

  /**
   * What can be done now without waiting.
   *
   * @return operations of {@link java.nio.channels.SelectionKey}; an end of stream or an error
   *     counts as ready, since the next call tells it
   */
  int readyOps();

  /**
   * Asks to be told once. If one of the operations is ready already the callback runs at once.
   * Several may wait to be told: one does not replace another.
   *
   * @param ops operations of {@link java.nio.channels.SelectionKey}
   * @param callback runs, on any thread and once, as soon as one of the operations may be ready or
   *     the socket is closed; must return quickly and not call the socket
   */
  void arm(int ops, Runnable callback);
}

package dev.sockeye.internal;

/** A socket of which others may have a descriptor as well, such as another process. */
public interface Shareable {

  /**
   * Notes that others may have it. A call that begins from then on is not woken by {@code
   * shutdown(2)} when the socket is closed here, which would end the connection for all.
   */
  void share();
}

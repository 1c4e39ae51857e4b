package dev.sockeye.server;

/**
 * A connect that is under way, by {@link EventLoop#connect} or {@link EventLoop#connectMessages}.
 */
public interface Connecting {

  /**
   * Breaks it off, if it has not come to its end: the handler is told that it is closed, without a
   * cause. For any thread; harmless when repeated.
   */
  void cancel();
}

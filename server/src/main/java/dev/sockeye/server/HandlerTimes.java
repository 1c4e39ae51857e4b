package dev.sockeye.server;

import dev.sockeye.EndpointUri;

/** Hears how long handlers take, for a metrics library: {@link ServerBuilder#handlerTimes}. */
@FunctionalInterface
public interface HandlerTimes {

  /**
   * A handler has had what came: one call of {@link EventHandler#received} or {@link
   * MessageHandler#handle}, or the whole of a {@link BlockingHandler}'s connection, whether it
   * threw or not. Called on the handler's thread, which it must not hold up.
   *
   * @param listener the URI that the server was given for it
   * @param nanos how long it took
   */
  void took(EndpointUri listener, long nanos);
}

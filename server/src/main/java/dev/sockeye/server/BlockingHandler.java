package dev.sockeye.server;

import dev.sockeye.StreamEndpoint;

/**
 * Serves a connection with a thread of its own, in plain blocking code. The thread is a virtual one
 * on Java 21 and later, where the listener is a channel of the JDK's; else it is one of a bounded
 * pool.
 *
 * <pre>{@code
 * Server server = Server.builder()
 *     .serveBlocking(uri, endpoint -> Streams.copy(endpoint, endpoint))
 *     .start();
 * }</pre>
 */
@FunctionalInterface
public interface BlockingHandler {

  /**
   * Serves one connection, which is closed when this returns or throws. When it returns the peer
   * has the time to read what was written, as after {@link Connection#close}; a call that another
   * thread begins from then on throws {@link java.nio.channels.ClosedChannelException}. The
   * server's read and write timeouts are set on the endpoint as {@link
   * dev.sockeye.EndpointOptions#SO_RCVTIMEO} and {@link dev.sockeye.EndpointOptions#SO_SNDTIMEO}.
   * While the server closes, a read that finds nothing gives the end of the stream, so that this
   * can come to its own end.
   *
   * @param endpoint the connection, in blocking mode
   * @throws Exception whatever goes wrong: it ends this connection alone, by a reset where the
   *     transport has that, and is reported. What was written may be lost then: return where all is
   *     answered
   */
  void handle(StreamEndpoint endpoint) throws Exception;
}

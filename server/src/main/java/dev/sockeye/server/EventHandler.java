package dev.sockeye.server;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Serves a connection by callbacks, all of which run on the thread of its {@link EventLoop}: run to
 * completion, never at the same time, and without a queue between the socket and the handler. None
 * may block, since all connections of the loop would wait.
 *
 * <pre>{@code
 * Server server = Server.builder()
 *     .serveEvents(uri, connection -> (c, in) -> c.write(in)) // an echo
 *     .halfDuplex(true) // to which a peer must listen
 *     .start();
 * }</pre>
 *
 * <p>What a callback throws ends this connection alone, by a reset where the transport has that,
 * and is reported.
 */
@FunctionalInterface
public interface EventHandler {

  /**
   * The connection is open, and can be written to.
   *
   * @param connection the connection
   * @throws Exception to end it
   */
  default void opened(Connection connection) throws Exception {}

  /**
   * Bytes have come. Those left between position and limit are kept, up to the limit of {@link
   * ServerBuilder#inputLimit}, and given again with the next ones behind them: a parser consumes
   * whole requests and leaves the rest.
   *
   * @param connection the connection
   * @param in the bytes; the loop's own buffer, valid until this returns
   * @throws Exception to end the connection
   */
  void received(Connection connection, ByteBuffer in) throws Exception;

  /**
   * The peer sends no more; it may still read. Unless overridden this closes the connection, once
   * what was written is handed over.
   *
   * @param connection the connection
   * @throws Exception to end it at once
   */
  default void ended(Connection connection) throws Exception {
    connection.close();
  }

  /**
   * All that was kept of earlier writes is handed to the system. No longer called once the
   * connection is being closed.
   *
   * @param connection the connection
   * @throws Exception to end it
   */
  default void drained(Connection connection) throws Exception {}

  /**
   * A write has failed, at once or when what was kept was to be written: the peer takes no more,
   * and what was kept is lost. What the peer has sent may still come, such as an answer that it
   * gave before it had read all. Unless overridden this ends the connection.
   *
   * @param connection the connection, to which nothing can be written any more
   * @param cause why
   * @throws Exception to end the connection
   */
  default void writeFailed(Connection connection, IOException cause) throws Exception {
    throw cause;
  }

  /**
   * The connection is closed; the last callback, and called once for every connection, also for one
   * that never came to be open.
   *
   * @param connection the connection
   * @param cause why, where it was a failure; {@code null} if it ended as it should
   */
  default void closed(Connection connection, Throwable cause) {}
}

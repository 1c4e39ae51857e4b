package dev.sockeye.server;

import java.nio.ByteBuffer;

/**
 * Serves a connection by callbacks, all of which run on the thread of its {@link EventLoop}: run to
 * completion, never at the same time, and without a queue between the socket and the handler. None
 * may block, since all connections of the loop would wait.
 *
 * <pre>{@code
 * Server server = Server.builder()
 *     .serveEvents(uri, connection -> (c, in) -> c.write(in)) // an echo
 *     .start();
 * }</pre>
 *
 * <p>What a callback throws ends this connection alone, and is reported.
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
   * The connection is closed; the last callback, and called once for every connection, also for one
   * that never came to be open.
   *
   * @param connection the connection
   * @param cause why, where it was a failure; {@code null} if it ended as it should
   */
  default void closed(Connection connection, Throwable cause) {}
}

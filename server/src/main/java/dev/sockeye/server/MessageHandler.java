package dev.sockeye.server;

import java.io.IOException;

/**
 * Answers requests, one message each, on every transport that carries messages: UDP, UNIX datagram
 * and seqpacket, both kinds of SCTP, and framed messages over streams. Runs on the thread of an
 * {@link EventLoop} and may not block; {@link Request#retain} takes a request elsewhere. A
 * program's own endpoint has one too, for what comes to it: the answers to what it sends by a
 * {@link MessageSocket}.
 *
 * <pre>{@code
 * Server server = Server.builder()
 *     .serveMessages(uri, request -> request.reply(request.payload())) // an echo
 *     .start();
 * }</pre>
 */
@FunctionalInterface
public interface MessageHandler {

  /**
   * Takes a request.
   *
   * @param request what came and where to reply to; valid until this returns
   * @throws Exception whatever goes wrong: it is reported, and ends the connection that the request
   *     came over, if it came over one
   */
  void handle(Request request) throws Exception;

  /**
   * The socket is served from now on: a connection, or the one that receives from everybody.
   *
   * @param socket the socket
   * @throws Exception to close it
   */
  default void opened(MessageSocket socket) throws Exception {}

  /**
   * The connected peer sends no more; it may still receive. Unless overridden this closes the
   * socket, once what was sent is handed over. Datagrams know no end.
   *
   * @param socket the socket
   * @throws Exception to end it at once
   */
  default void ended(MessageSocket socket) throws Exception {
    socket.close();
  }

  /**
   * Sending over a connection has failed, at once or when the turn of what was kept came: the peer
   * takes no more, and what was kept is lost. What the peer has sent may still come, such as an
   * answer that it gave before it had received all. Unless overridden this ends the connection. Of
   * datagrams each fares by itself: a failure is reported, and the socket goes on.
   *
   * @param socket the socket, by which nothing can be sent any more
   * @param cause why
   * @throws Exception to end the connection
   */
  default void sendFailed(MessageSocket socket, IOException cause) throws Exception {
    throw cause;
  }

  /**
   * All that was kept of what was sent is handed to the system. No longer called once the socket is
   * being closed.
   *
   * @param socket the socket
   * @throws Exception to close it
   */
  default void drained(MessageSocket socket) throws Exception {}

  /**
   * The socket is closed; the last callback, and called once for every socket, also for one that
   * could not be served.
   *
   * @param socket the socket
   * @param cause why, where it was a failure; {@code null} if it ended as it should
   */
  default void closed(MessageSocket socket, Throwable cause) {}
}

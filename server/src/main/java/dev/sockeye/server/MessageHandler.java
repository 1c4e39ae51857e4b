package dev.sockeye.server;

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

package dev.sockeye.server;

/**
 * Answers requests, one message each, on every transport that carries messages: UDP, UNIX datagram
 * and seqpacket, both kinds of SCTP, and framed messages over streams. Runs on the thread of an
 * {@link EventLoop} and may not block; {@link Request#retain} takes a request elsewhere.
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
}

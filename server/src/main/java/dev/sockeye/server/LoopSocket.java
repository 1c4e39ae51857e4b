package dev.sockeye.server;

import dev.sockeye.Endpoint;
import java.net.SocketAddress;

/**
 * An endpoint that an {@link EventLoop} serves, of either shape: how its two directions are paced,
 * and how they end. {@link Connection} is that of streams, {@link MessageSocket} that of messages.
 * All calls but {@link #loop}, {@link #peer} and {@link #endpoint} belong on the loop's thread,
 * unless one says otherwise: elsewhere they throw {@link IllegalStateException}, and {@code
 * socket.loop().execute(...)} gets there.
 */
public interface LoopSocket {

  /**
   * Says whether what comes from the peer is taken while output is kept for it; as {@link
   * ServerBuilder#halfDuplex} says for all of a server's, and else it is. What answers requests
   * takes no more while an answer is kept, so that a peer which does not read cannot make it keep
   * ever more. It waits for ever for a peer that does the same.
   *
   * @param on whether what is kept is to be handed over before more is taken
   */
  void halfDuplex(boolean on);

  /**
   * Stops reading until {@link #resume}, so that in the end the peer can send no more. What is
   * paused counts as busy: a server that closes waits for it as long as its grace period.
   */
  void pause();

  /** Reads again, beginning with what has come already and was left, if anything. */
  void resume();

  /**
   * Marks this as busy although the server has nothing of it to do, such as while an answer is
   * worked out elsewhere: a server that closes waits for it as long as its grace period.
   */
  void hold();

  /** Ends what {@link #hold} began. */
  void release();

  /**
   * Ends the output, {@code shutdown(2)} with {@code SHUT_WR}, once what is kept is handed over.
   * What the peer sends still comes, where the transport has a half close: SCTP has none, and ends
   * the association in order. Datagrams know no end, and nobody is told.
   */
  void shutdownOutput();

  /**
   * Closes, once what is kept is handed over and the peer has had the time to read it: what the
   * peer still sends is read and dropped for a moment, since a close with unread input would be a
   * reset, which destroys answers on their way. What is kept of messages while a connect is under
   * way is handed over once it stands; one that fails is told as ever. Harmless when repeated.
   */
  void close();

  /**
   * Closes with a reset, where the transport has that, once what is kept is handed over and the
   * peer has had the time to receive it: the peer gets all that there is, and does not take it for
   * all that there was. For what is broken off elsewhere, such as behind a relay. Harmless when
   * repeated.
   */
  void reset();

  /**
   * Closes at once. What is kept, or was not sent yet, is lost. The peer then meets a reset, where
   * the transport has that, and so does not take what it got for all that there was. Harmless when
   * repeated.
   */
  void abort();

  /**
   * The peer's address.
   *
   * @return the address; {@code null} for an unnamed peer, and without a connection
   */
  SocketAddress peer();

  /**
   * The socket, for its options and addresses. Sending and receiving are the loop's.
   *
   * @return the endpoint, in non-blocking mode
   */
  Endpoint endpoint();

  /**
   * The loop that serves it.
   *
   * @return the loop
   */
  EventLoop loop();
}

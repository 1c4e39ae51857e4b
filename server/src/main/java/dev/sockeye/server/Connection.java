package dev.sockeye.server;

import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * A stream endpoint that an {@link EventLoop} serves. All calls but {@link #loop}, {@link #peer}
 * and {@link #endpoint} belong on the loop's thread: elsewhere they throw {@link
 * IllegalStateException}, and {@code connection.loop().execute(...)} gets there.
 */
public interface Connection {

  /**
   * Writes, at once if the socket takes it: {@code write(2)}. The rest is copied and kept, and
   * written when the socket takes more. Reading goes on meanwhile, unless {@link #halfDuplex} says
   * otherwise; near {@link ServerBuilder#outputLimit} it waits at most a second for the peer to
   * take some. Whoever writes much writes the next part when {@link EventHandler#drained} tells.
   *
   * @param src the bytes, all of which are consumed; the caller's own again on return
   * @throws IOException if the peer takes no more, of which {@link EventHandler#writeFailed} was
   *     told; or if more would be kept than {@link ServerBuilder#outputLimit} or {@link
   *     ServerBuilder#memoryLimit} allow, which closes the connection, since a part may be written
   * @throws java.nio.channels.ClosedChannelException if closed, or its output was shut down
   * @throws java.nio.channels.NotYetConnectedException before {@link EventHandler#opened}
   */
  void write(ByteBuffer src) throws IOException;

  /**
   * How many bytes are kept of earlier writes.
   *
   * @return the number, 0 if the system has taken all
   */
  int pending();

  /**
   * Says whether this connection is read from while output is kept for it; as {@link
   * ServerBuilder#halfDuplex} says for all of a server's, and else it is. What answers requests
   * reads no more while an answer is kept, so that a peer which does not read cannot make it keep
   * ever more. It waits for ever for a peer that does the same.
   *
   * @param on whether what is kept is to be handed over before more is read
   */
  void halfDuplex(boolean on);

  /**
   * Stops reading until {@link #resume}, so that in the end the peer can send no more. A connection
   * that is paused counts as busy: a server that closes waits for it as long as its grace period.
   */
  void pause();

  /** Reads again, beginning with what the handler left, if anything. */
  void resume();

  /**
   * Marks this connection as busy although the server has nothing of it to do, such as while an
   * answer is worked out elsewhere: a server that closes waits for it as long as its grace period.
   */
  void hold();

  /** Ends what {@link #hold} began. */
  void release();

  /** Ends the output, {@code shutdown(2)} with {@code SHUT_WR}, once what is kept is written. */
  void shutdownOutput();

  /**
   * Closes, once what is kept is written and the peer has had the time to read it: what the peer
   * still sends is read and dropped for a moment, since a close with unread bytes would be a reset,
   * which destroys answers on their way. Harmless when repeated.
   */
  void close();

  /**
   * Closes with a reset, where the transport has that, once what is kept is written and the peer
   * has had the time to receive it: the peer gets all that there is, and does not take it for all
   * that there was. For what is broken off elsewhere, such as behind a relay. Harmless when
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
   * @return the address; {@code null} for an unnamed peer
   */
  SocketAddress peer();

  /**
   * The socket, for its options and addresses. Reading and writing are this connection's.
   *
   * @return the endpoint, in non-blocking mode
   */
  StreamEndpoint endpoint();

  /**
   * The loop that serves it.
   *
   * @return the loop
   */
  EventLoop loop();
}

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
   * written when the socket takes more; meanwhile nothing is read from this connection, so that a
   * peer which does not read cannot make the server keep ever more.
   *
   * @param src the bytes, all of which are consumed; the caller's own again on return
   * @throws IOException if the peer is gone, or more would be kept than {@link
   *     ServerBuilder#outputLimit} or {@link ServerBuilder#memoryLimit} allow; the connection is
   *     closed then, since a part may be written
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
   * Closes at once. What is kept is lost. The peer then meets a reset, where the transport has
   * that, and so does not take what it got for all that there was. Harmless when repeated.
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

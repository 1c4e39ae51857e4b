package dev.sockeye.server;

import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A stream endpoint that an {@link EventLoop} serves. All calls but {@link #post}, {@link #loop},
 * {@link #peer} and {@link #endpoint} belong on the loop's thread: elsewhere they throw {@link
 * IllegalStateException}, and {@code connection.loop().execute(...)} gets there.
 */
public interface Connection extends LoopSocket {

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
   * Gives bytes to be written, from any thread, and never throws or waits: for what goes to many,
   * who may be on their way out. They are copied, and written on the loop's thread after what this
   * thread has posted before, and after {@link EventHandler#opened}. On the loop's own thread this
   * is a {@link #write}. What still waits when a write fails is lost, as what is kept then; the
   * handler is told of that as ever.
   *
   * @param src the bytes, all of which are consumed if they are taken, and else none
   * @return whether they were taken; {@code false} if the connection is closed, or too much waits:
   *     with them it would be more than {@link ServerBuilder#outputLimit} or {@link
   *     ServerBuilder#memoryLimit}. The connection goes on then: the caller leaves the bytes out,
   *     or closes it
   */
  boolean post(ByteBuffer src);

  /**
   * How many bytes are kept of earlier writes.
   *
   * @return the number, 0 if the system has taken all
   */
  int pending();

  /**
   * {@inheritDoc}
   *
   * @return the endpoint, in non-blocking mode; {@code null} only where {@link EventLoop#connect}
   *     has failed
   */
  @Override
  StreamEndpoint endpoint();
}

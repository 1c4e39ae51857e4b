package dev.sockeye.server;

import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

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
   * is a {@link #write} at once, within the same limits. What still waits when a write fails is
   * lost, as what is kept then; the handler is told of that as ever.
   *
   * @param src the bytes, all of which are consumed if they are taken, and else none
   * @return whether they were taken; {@code false} if the connection is closed, its output has
   *     ended, or too much waits: with them it would be more than {@link ServerBuilder#outputLimit}
   *     or {@link ServerBuilder#memoryLimit}. The connection goes on then: the caller leaves the
   *     bytes out, or closes it
   */
  boolean post(ByteBuffer src);

  /**
   * Writes a part of a file, by {@code sendfile(2)} where the endpoint is a socket of the JDK's
   * channels: at once what the socket takes, and the rest when it takes more, behind what is kept
   * and before what is written later. Nothing is read from the file before there is room for it.
   * The file is the caller's, who keeps it open until {@link EventHandler#drained} or {@link
   * EventHandler#closed} tells; its position is neither used nor changed. A read from the file that
   * fails is told as a write that does, and so is a file that has become shorter.
   *
   * @param file the file
   * @param position where in the file the bytes begin
   * @param count how many; {@link Long#MAX_VALUE} for all there are
   * @return how many are written: fewer only where the file ends before
   * @throws IllegalArgumentException if position or count is negative
   * @throws IOException as {@link #write(ByteBuffer)} does; of the limits each part that waits
   *     takes 256 bytes, however long it is, but one may always wait within {@code outputLimit}
   * @throws java.nio.channels.ClosedChannelException if closed, or its output was shut down
   * @throws java.nio.channels.NotYetConnectedException before {@link EventHandler#opened}
   */
  long write(FileChannel file, long position, long count) throws IOException;

  /**
   * Lets what comes next go on to another connection of the same loop without being shown to the
   * handler, by {@code splice(2)}, as long as much comes at once: what a relay calls at the end of
   * {@link EventHandler#received}, once it has written to that one all that it was given. Where
   * nothing is gained by it, or it cannot be, nothing happens, and all is received as ever; so is
   * what comes when little comes, or the other one takes no more. No more is taken than the other
   * one takes. Ends and failures are told as ever.
   *
   * @param to the other connection, or this one
   */
  void passOn(Connection to);

  /**
   * How many bytes are kept of earlier writes, those of files included.
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

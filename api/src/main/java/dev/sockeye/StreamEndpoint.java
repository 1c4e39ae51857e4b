package dev.sockeye;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;

/**
 * A socket that carries bytes in order and without boundaries: TCP, UNIX domain stream.
 *
 * <pre>{@code
 * try (StreamEndpoint endpoint = Network.system().connectStream(uri)) {
 *   Streams.writeFully(endpoint, ByteBuffer.wrap(request));
 *   endpoint.shutdownOutput();
 *   byte[] reply = Streams.inputStream(endpoint).readAllBytes();
 * }
 * }</pre>
 *
 * <p>A write that returns has handed its bytes to the system, not to the peer. {@link Streams} has
 * what most programs need around these calls: write fully, read fully, copy, stream views.
 */
public interface StreamEndpoint
    extends Endpoint, ByteChannel, ScatteringByteChannel, GatheringByteChannel, Shutdownable {

  /**
   * Reads what is there, {@code read(2)} or {@code recv(2)}: at least one byte, and as many as have
   * come and fit the buffer. In blocking mode the call waits for the first byte, as long as {@link
   * EndpointOptions#SO_RCVTIMEO} allows.
   *
   * @param dst takes the bytes from its position on; the position moves by exactly as many as are
   *     returned, and by none when the call throws
   * @return how many bytes; 0 if the buffer has no room or, in non-blocking mode, nothing is there;
   *     -1 at the end of the stream, which is the peer's {@link #shutdownOutput} or close
   * @throws java.nio.channels.NotYetConnectedException if not connected
   * @throws ConnectionResetException if the peer broke the connection off (ECONNRESET)
   * @throws java.net.SocketTimeoutException if the time is over; nothing was consumed
   * @throws java.nio.channels.AsynchronousCloseException if closed meanwhile
   * @throws java.nio.channels.ClosedByInterruptException if interrupted meanwhile
   * @throws java.nio.channels.ClosedChannelException if closed
   * @throws IOException if it fails otherwise
   */
  @Override
  int read(ByteBuffer dst) throws IOException;

  /**
   * Reads into several buffers in turn with one call, {@code readv(2)}.
   *
   * @param dsts the buffers
   * @return how many bytes in all, else as {@link #read(ByteBuffer)} says
   * @throws IOException as {@link #read(ByteBuffer)} throws
   */
  @Override
  long read(ByteBuffer[] dsts) throws IOException;

  @Override
  long read(ByteBuffer[] dsts, int offset, int length) throws IOException;

  /**
   * Writes, {@code write(2)} or {@code send(2)}. In blocking mode the call waits until all bytes
   * are handed to the system; with {@link EndpointOptions#SO_SNDTIMEO} until then or until the time
   * is over, whichever is first. In non-blocking mode it writes what fits.
   *
   * @param src the bytes; its position moves by exactly as many as are returned
   * @return how many bytes; fewer than remained only in non-blocking mode, or where the time was
   *     over or the write failed after some of them: the next write tells of a failure that lasts
   * @throws java.nio.channels.NotYetConnectedException if not connected
   * @throws BrokenPipeException if the peer reads no more (EPIPE); no signal is raised
   * @throws ConnectionResetException if the peer broke the connection off (ECONNRESET)
   * @throws java.net.SocketTimeoutException if the time is over before any byte was written
   * @throws java.nio.channels.AsynchronousCloseException if closed meanwhile
   * @throws java.nio.channels.ClosedByInterruptException if interrupted meanwhile
   * @throws java.nio.channels.ClosedChannelException if closed, or {@link #shutdownOutput} was
   *     called
   * @throws IOException if it fails otherwise
   */
  @Override
  int write(ByteBuffer src) throws IOException;

  /**
   * Writes several buffers in turn with one call, {@code writev(2)}. Concurrent writes do not
   * interleave with it.
   *
   * @param srcs the buffers
   * @return how many bytes in all, else as {@link #write(ByteBuffer)} says
   * @throws IOException as {@link #write(ByteBuffer)} throws
   */
  @Override
  long write(ByteBuffer[] srcs) throws IOException;

  @Override
  long write(ByteBuffer[] srcs, int offset, int length) throws IOException;

  @Override
  StreamEndpoint shutdownInput() throws IOException;

  @Override
  StreamEndpoint shutdownOutput() throws IOException;

  @Override
  StreamEndpoint bind(SocketAddress local) throws IOException;

  @Override
  <T> StreamEndpoint setOption(SocketOption<T> name, T value) throws IOException;

  @Override
  StreamEndpoint configureBlocking(boolean block) throws IOException;
}

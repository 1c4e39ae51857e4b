package dev.sockeye;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * What every user of stream sockets writes around {@code read(2)} and {@code write(2)}. All of it
 * is for blocking mode: where an endpoint gives 0 for "not now" these methods throw {@link
 * IllegalBlockingModeException} instead of spinning.
 */
public final class Streams {

  private static final int COPY_BUFFER = 64 * 1024;

  private Streams() {}

  /**
   * Writes all that the buffer has, {@code sendall}.
   *
   * @param to where to
   * @param src the bytes; after a failure its position tells how many were written
   * @throws SocketTimeoutException if the endpoint has a {@link EndpointOptions#SO_SNDTIMEO} and
   *     one of the writes exceeded it
   * @throws IOException if a write fails
   */
  public static void writeFully(WritableByteChannel to, ByteBuffer src) throws IOException {
    while (src.hasRemaining()) {
      if (to.write(src) == 0) {
        throw new IllegalBlockingModeException();
      }
    }
  }

  /**
   * Reads until the buffer is full, {@code recv} with {@code MSG_WAITALL}.
   *
   * @param from where from
   * @param dst takes the bytes; after a failure its position tells how many there were
   * @throws EOFException if the stream ends before; the message tells how many bytes were missing
   * @throws IOException if a read fails
   */
  public static void readFully(ReadableByteChannel from, ByteBuffer dst) throws IOException {
    while (dst.hasRemaining()) {
      int n = from.read(dst);
      if (n < 0) {
        throw new EOFException("end of stream, " + dst.remaining() + " bytes too early");
      } else if (n == 0) {
        throw new IllegalBlockingModeException();
      }
    }
  }

  /**
   * Copies until the end of the stream.
   *
   * @param from where from
   * @param to where to; not closed, not shut down
   * @return how many bytes
   * @throws IOException if a read or a write fails
   */
  public static long copy(ReadableByteChannel from, WritableByteChannel to) throws IOException {
    return copy(from, to, ByteBuffer.allocateDirect(COPY_BUFFER));
  }

  /**
   * Copies until the end of the stream through a buffer of the caller's.
   *
   * @param from where from
   * @param to where to; not closed, not shut down
   * @param buffer is cleared and used; at least one byte, best a direct one
   * @return how many bytes
   * @throws IOException if a read or a write fails
   */
  public static long copy(ReadableByteChannel from, WritableByteChannel to, ByteBuffer buffer)
      throws IOException {
    if (buffer.capacity() == 0) {
      throw new IllegalArgumentException("a buffer without capacity copies nothing");
    }
    long copied = 0;
    for (int n; (n = from.read(buffer.clear())) >= 0; copied += n) {
      if (n == 0) {
        throw new IllegalBlockingModeException();
      }
      writeFully(to, buffer.flip());
    }
    return copied;
  }

  /**
   * A view of an endpoint for code that reads streams. Closing it closes the endpoint. A read
   * timeout is told by {@link SocketTimeoutException}, after which the view goes on working.
   *
   * @param endpoint the endpoint
   * @return the view
   */
  public static InputStream inputStream(StreamEndpoint endpoint) {
    return Channels.newInputStream(new BlockingReads(endpoint));
  }

  /**
   * A view of an endpoint for code that writes streams: every write is a full one. Closing it
   * closes the endpoint; for a half close call {@link StreamEndpoint#shutdownOutput}.
   *
   * @param endpoint the endpoint
   * @return the view
   */
  public static OutputStream outputStream(StreamEndpoint endpoint) {
    return Channels.newOutputStream(new BlockingWrites(endpoint));
  }

  /** Without this a stream would take "nothing there" for the end. */
  private record BlockingReads(ReadableByteChannel channel) implements ReadableByteChannel {

    @Override
    public int read(ByteBuffer dst) throws IOException {
      int n = channel.read(dst);
      if (n == 0 && dst.hasRemaining()) {
        throw new IllegalBlockingModeException();
      }
      return n;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** Without this a stream would throw something that says nothing of the mode. */
  private record BlockingWrites(WritableByteChannel channel) implements WritableByteChannel {

    @Override
    public int write(ByteBuffer src) throws IOException {
      int n = channel.write(src);
      if (n == 0 && src.hasRemaining()) {
        throw new IllegalBlockingModeException();
      }
      return n;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}

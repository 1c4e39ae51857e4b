package dev.sockeye;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ServiceLoader;

/**
 * What every user of stream sockets writes around {@code read(2)} and {@code write(2)}. All of it
 * is for blocking mode: where an endpoint gives 0 for "not now" these methods throw {@link
 * IllegalBlockingModeException} instead of spinning.
 */
public final class Streams {

  private static final int COPY_BUFFER = 64 * 1024;
  private static final int FILE_BUFFER = 256 * 1024;

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
   * Copies until the end of the stream. Between two streams over sockets of the system, where much
   * comes at once, the bytes are moved by {@code splice(2)} through a pipe, on Linux and with
   * {@code sockeye-posix}: the process does not see them. What was taken and not given on is lost
   * when it fails. A file to a stream goes by {@link #transfer(FileChannel, long, long,
   * StreamEndpoint)}, and its position moves when all is sent.
   *
   * @param from where from
   * @param to where to; not closed, not shut down
   * @return how many bytes
   * @throws IOException if a read or a write fails
   */
  public static long copy(ReadableByteChannel from, WritableByteChannel to) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(COPY_BUFFER);
    if (from instanceof StreamEndpoint source && to instanceof StreamEndpoint target) {
      return Copier.INSTANCE.copy(source, target, buffer);
    } else if (from instanceof FileChannel file && to instanceof StreamEndpoint target) {
      return copyFile(file, target) + copy(from, to, buffer);
    }
    return copy(from, to, buffer);
  }

  /** What the system tells no size of, such as a pipe, is left to be read. */
  private static long copyFile(FileChannel file, StreamEndpoint to) throws IOException {
    if (file.size() == 0) {
      return 0;
    }
    long start = file.position();
    long sent = transfer(file, start, Long.MAX_VALUE, to);
    file.position(start + sent);
    return sent;
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
   * Sends bytes of a file, all of them, as {@code socket.sendfile} of Python does: by {@code
   * sendfile(2)} where the endpoint is a socket of the system's, which copies nothing in the
   * process; elsewhere through a buffer. {@link FileChannel#transferTo} to an endpoint copies
   * always, in small pieces.
   *
   * <p>As of any call on a {@link FileChannel}, an interrupt closes the file's channel too.
   *
   * @param from the file, whose position is neither used nor changed
   * @param position where in the file the bytes begin
   * @param count how many; {@link Long#MAX_VALUE} for all there are
   * @param to where to
   * @return how many were sent: fewer only where the file ends before
   * @throws SocketTimeoutException if the endpoint has a {@link EndpointOptions#SO_SNDTIMEO} and
   *     had no room for so long; {@link java.io.InterruptedIOException#bytesTransferred} tells how
   *     many were sent, as far as an {@code int} can
   * @throws IllegalArgumentException if position or count is negative
   * @throws IllegalBlockingModeException if the endpoint does not block; nothing was sent
   * @throws IOException if it fails
   */
  public static long transfer(FileChannel from, long position, long count, StreamEndpoint to)
      throws IOException {
    requireRange(position, count);
    if (!to.isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    long there = Math.min(count, Math.max(0, from.size() - position));
    long sent =
        to instanceof FileTarget target
            ? target.sendFile(from, position, there)
            : FileTarget.NOT_NOW;
    if (sent == FileTarget.NOT_NOW) {
      return sendCopy(from, position, there, to);
    } else if (sent < there && !to.isBlocking()) {
      throw new IllegalBlockingModeException(); // since then
    }
    return sent;
  }

  /** Looked for when first asked for. */
  private static final class Copier {
    private static final StreamCopier INSTANCE =
        ServiceLoader.load(StreamCopier.class, StreamCopier.class.getClassLoader())
            .findFirst()
            .orElseThrow();
  }

  /** Makes a timeout tell what was moved before it. */
  private static SocketTimeoutException timedOut(SocketTimeoutException e, long bytes) {
    e.bytesTransferred = (int) Math.min(bytes, Integer.MAX_VALUE);
    return e;
  }

  private static void requireRange(long position, long count) {
    if (position < 0 || count < 0) {
      throw new IllegalArgumentException(
          count + " bytes of a file from " + position + " on: neither can be negative");
    }
  }

  private static long sendCopy(FileChannel from, long position, long count, StreamEndpoint to)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(count, FILE_BUFFER));
    long sent = 0;
    try {
      while (sent < count) {
        limit(buffer, count - sent);
        if (from.read(buffer, position + sent) < 0) {
          return sent; // It is shorter now.
        }
        long before = sent;
        try {
          writeFully(to, buffer.flip());
        } finally {
          sent = before + buffer.position();
        }
      }
    } catch (SocketTimeoutException e) {
      throw timedOut(e, sent);
    }
    return sent;
  }

  private static void limit(ByteBuffer buffer, long count) {
    buffer.clear().limit((int) Math.min(buffer.capacity(), count));
  }

  /**
   * Receives bytes into a file, until there are so many or the stream ends.
   *
   * @param from where from
   * @param to the file, whose position is neither used nor changed
   * @param position where in the file the first byte goes
   * @param count how many; {@link Long#MAX_VALUE} for all that come
   * @return how many came: fewer only where the stream ends before
   * @throws SocketTimeoutException if the endpoint has a {@link EndpointOptions#SO_RCVTIMEO} and
   *     nothing came for so long; {@link java.io.InterruptedIOException#bytesTransferred} tells how
   *     many are in the file, as far as an {@code int} can
   * @throws IllegalArgumentException if position or count is negative
   * @throws IllegalBlockingModeException if the endpoint does not block
   * @throws IOException if it fails
   */
  public static long transfer(StreamEndpoint from, FileChannel to, long position, long count)
      throws IOException {
    requireRange(position, count);
    ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(count, FILE_BUFFER));
    long received = 0;
    try {
      while (received < count) {
        limit(buffer, count - received);
        int n = from.read(buffer);
        if (n < 0) {
          return received;
        } else if (n == 0) {
          throw new IllegalBlockingModeException();
        }
        for (buffer.flip(); buffer.hasRemaining(); ) {
          received += to.write(buffer, position + received);
        }
      }
    } catch (SocketTimeoutException e) {
      throw timedOut(e, received);
    }
    return received;
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

package dev.sockeye.internal;

import dev.sockeye.Errno;
import java.io.IOException;

/**
 * A stream over a descriptor, on which another module makes calls, {@code splice(2)}, or which
 * another module serves.
 */
public interface DescriptorStream {

  /** That the call must not be made now, beside what another thread does. */
  long NOT_NOW = -2;

  /** A system call that moves bytes and does not wait. */
  @FunctionalInterface
  interface Call {

    /** That it is to be made again once the stream is ready. */
    long AGAIN = -Errno.EAGAIN.number();

    /**
     * Makes it.
     *
     * @param fd the stream's descriptor, which does not block; -1 where only the JDK knows it, and
     *     who calls has one of the same socket
     * @return how many bytes; 0 at the end of the stream; the negated error number if it failed,
     *     {@link #AGAIN} where it would have to wait
     */
    long make(int fd);
  }

  /** A time in which calls are made. */
  interface Calls extends AutoCloseable {

    /** Ends it. */
    @Override
    void close();
  }

  /**
   * Begins a time in which calls are made.
   *
   * @return its end; {@code null} if this stream can have none
   * @throws IOException if it is closed
   */
  Calls beginCalls() throws IOException;

  /**
   * Makes a call that takes bytes, as a read is made: under its lock and its timeout, again after
   * waiting in blocking mode.
   *
   * @param call the call
   * @return how many bytes; -1 at the end of the stream; 0 if there are none now, in non-blocking
   *     mode; {@link #NOT_NOW} if it was not made
   * @throws IOException if it fails
   */
  long receiveBy(Call call) throws IOException;

  /**
   * Makes a call that gives bytes, as a write is made, but once.
   *
   * @param call the call
   * @return how many bytes; 0 if there is no room now, in non-blocking mode; {@link #NOT_NOW} if it
   *     was not made
   * @throws IOException if it fails
   */
  long sendBy(Call call) throws IOException;

  /**
   * Stays in non-blocking mode until it is closed, if it is in that, for whoever serves it by a
   * poller as long as that: calls cost less then. From now on {@code configureBlocking(true)}
   * throws {@link java.nio.channels.IllegalBlockingModeException}, as of a channel that a selector
   * holds. Without effect where calls cost the same anyway.
   */
  default void stayNonBlocking() {
    // Most take no account of their calls.
  }
}

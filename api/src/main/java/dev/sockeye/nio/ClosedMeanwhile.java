package dev.sockeye.nio;

import dev.sockeye.SocketErrnoException;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;

/**
 * How a call ends that another thread's close met. It may fail with whatever the JDK makes of a
 * descriptor that is none any more, such as "Socket family not recognized" or "Socket is closed":
 * it ends as closed.
 */
final class ClosedMeanwhile {

  private ClosedMeanwhile() {}

  /** Gives the exception to throw for what the channel threw. */
  static IOException explain(
      String operation,
      String transport,
      SocketAddress local,
      SocketAddress remote,
      IOException e) {
    if (isDescribed(e)) {
      return SocketFailure.describe(operation, transport, local, remote, e);
    }
    IOException closed = new AsynchronousCloseException();
    closed.initCause(e);
    return closed;
  }

  private static boolean isDescribed(IOException e) {
    return e instanceof ClosedChannelException
        || e instanceof SocketErrnoException
        || e instanceof SocketTimeoutException;
  }
}

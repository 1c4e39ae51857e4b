package dev.sockeye.unix;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Errno;
import dev.sockeye.spi.Deadline;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.locks.LockSupport;

/**
 * A connect of the JDK's channel that waits while the backlog is full. The channel fails then if it
 * may not block, as with a timeout or on a virtual thread, and is closed: another has to try again
 * until the time is over.
 */
final class PathConnect {

  private static final long RETRY_NANOS = 1_000_000;

  private PathConnect() {}

  /** Opens an endpoint with its options set. */
  @FunctionalInterface
  interface Opener {
    PathStreamEndpoint open() throws IOException;
  }

  static PathStreamEndpoint connect(Opener opener, SocketAddress peer) throws IOException {
    long deadline = 0;
    while (true) {
      PathStreamEndpoint endpoint = opener.open();
      try {
        deadline = deadline == 0 ? deadline(endpoint) : deadline;
        endpoint.connect(peer);
        return endpoint;
      } catch (IOException | RuntimeException e) {
        endpoint.close();
        if (Errno.of(e).orElse(null) != Errno.EAGAIN || e instanceof SocketTimeoutException) {
          throw e;
        }
        awaitRetry(peer, deadline);
      }
    }
  }

  private static long deadline(PathStreamEndpoint endpoint) throws IOException {
    return Deadline.after(Deadline.nanos(endpoint.getOption(EndpointOptions.SO_SNDTIMEO)));
  }

  private static void awaitRetry(SocketAddress peer, long deadline) throws IOException {
    if (Deadline.remaining(deadline) <= 0) {
      throw SocketFailure.describe(
          "connect", "unix", null, peer, new SocketTimeoutException("timed out"));
    }
    LockSupport.parkNanos(RETRY_NANOS);
    if (Thread.currentThread().isInterrupted()) {
      throw new ClosedByInterruptException();
    }
  }
}

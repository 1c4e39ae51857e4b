package dev.sockeye.sctp;

import dev.sockeye.Endpoint;
import dev.sockeye.SocketOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;

/**
 * Connects to the first of a peer's addresses that answers. The JDK has no {@code
 * sctp_connectx(3)}; once an association stands, it has all addresses of the peer's in any case.
 *
 * @param <E> the endpoint
 */
final class Attempts<E extends Endpoint> {

  /**
   * How long an address may take while others are left and no timeout is set: the system would go
   * on for minutes. Longer than the 3 s after which it tries a second time.
   */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Opener<E> opener;

  /** Opens an endpoint to connect. */
  interface Opener<E> {
    E open() throws IOException;
  }

  Attempts(Opener<E> opener) {
    this.opener = opener;
  }

  E connect(List<InetSocketAddress> addresses) throws IOException {
    IOException failure = null;
    for (int i = 0; i < addresses.size(); i++) {
      try {
        return connect(addresses.get(i), i < addresses.size() - 1);
      } catch (ClosedChannelException e) {
        throw e; // interrupted
      } catch (IOException e) {
        if (failure != null) {
          e.addSuppressed(failure);
        }
        failure = e;
      }
    }
    throw failure;
  }

  private E connect(InetSocketAddress address, boolean othersLeft) throws IOException {
    E endpoint = opener.open();
    try {
      boolean limited =
          othersLeft && endpoint.getOption(SocketOptions.SO_SNDTIMEO).equals(Duration.ZERO);
      if (limited) {
        endpoint.setOption(SocketOptions.SO_SNDTIMEO, PATIENCE);
      }
      endpoint.connect(address);
      if (limited) {
        endpoint.setOption(SocketOptions.SO_SNDTIMEO, Duration.ZERO);
      }
      return endpoint;
    } catch (IOException | RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }
}

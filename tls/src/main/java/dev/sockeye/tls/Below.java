package dev.sockeye.tls;

import dev.sockeye.ReadinessSource;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.channels.SelectableChannel;

/** How readiness of the stream underneath is told, whether a JDK channel's or its own. */
final class Below {

  private Below() {}

  /** Its channel, {@code null} if it has none. */
  static SelectableChannel channel(StreamEndpoint below) {
    return unwrapped(below, SelectableChannel.class);
  }

  private static <T> T unwrapped(StreamEndpoint below, Class<T> type) {
    try {
      return below.unwrap(type);
    } catch (UnsupportedOperationException e) {
      return null;
    }
  }

  /** As {@link ReadinessSource#arm}. */
  static void arm(StreamEndpoint below, int ops, Runnable callback) {
    SelectableChannel channel = channel(below);
    if (ops == 0) {
      return;
    } else if (channel != null) {
      Readiness.shared().arm(channel, ops, callback);
    } else {
      below.unwrap(ReadinessSource.class).arm(ops, callback);
    }
  }

  /** As {@link ReadinessSource#readyOps}; 0 of a channel, which does not tell. */
  static int readyOps(StreamEndpoint below) {
    ReadinessSource source =
        channel(below) == null ? unwrapped(below, ReadinessSource.class) : null;
    return source == null ? 0 : source.readyOps();
  }

  /** Waits for it no more, so that it may block. */
  static void forget(StreamEndpoint below) {
    SelectableChannel channel = channel(below);
    if (channel != null) {
      Readiness.forget(channel);
    }
  }

  /**
   * Enters non-blocking mode, where a connection keeps no memory that has nothing in it.
   *
   * @param there the connection, {@code null} if there is none yet
   */
  static void unblock(StreamEndpoint below, TlsCore there) throws IOException {
    boolean blocked = below.isBlocking();
    below.configureBlocking(false);
    if (blocked && there != null) {
      there.input().trySettleMemory();
      there.output().trySettleMemory();
    }
  }
}

package dev.sockeye.unix;

import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.ChannelDescriptor;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;

/** Who the peer of a JDK channel is. */
final class PeerOfChannel {

  private PeerOfChannel() {}

  /**
   * The peer's numbers, by a native call on the channel's descriptor.
   *
   * @throws UnsupportedOperationException if there are no native calls, or the descriptor cannot be
   *     found
   */
  static Credentials credentials(SocketChannel channel) throws IOException {
    requireNative(Unix.PEER_CREDENTIALS);
    int descriptor = ChannelDescriptor.duplicate(channel, UnixAddresses.CODEC);
    if (descriptor < 0) {
      throw new UnsupportedOperationException(
          Unix.PEER_CREDENTIALS + ": the channel's descriptor was not found");
    }
    try {
      return PeerCredentials.of(descriptor);
    } finally {
      Bindings.libc().close(descriptor);
    }
  }

  /** The JDK tells names only, and whose a name is others decide. */
  static void requireNative(SocketOption<?> option) {
    Bindings.unavailable()
        .ifPresent(
            why -> {
              throw new UnsupportedOperationException(option + " needs native calls: " + why);
            });
  }
}

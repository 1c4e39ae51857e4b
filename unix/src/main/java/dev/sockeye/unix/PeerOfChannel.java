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
   * Asks the system by a native call on the channel's descriptor.
   *
   * @throws UnsupportedOperationException if there are no native calls, or the descriptor cannot be
   *     found
   */
  static <T> T ask(SocketChannel channel, SocketOption<T> name, PeerOption<T> option)
      throws IOException {
    requireNative(name);
    int descriptor = ChannelDescriptor.duplicate(channel, UnixAddresses.CODEC);
    if (descriptor < 0) {
      throw new UnsupportedOperationException(name + ": the channel's descriptor was not found");
    }
    try {
      return option.of(descriptor);
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

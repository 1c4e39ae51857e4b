package dev.sockeye.unix;

import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.DirectStreams;
import dev.sockeye.posix.ChannelStreams;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** The sockets of streams with path names, read and written by the C library. */
@SuppressWarnings("exports") // a service of sockeye's own modules
public final class PathStreams implements DirectStreams {

  /** Creates the service; the C library is loaded when a socket is asked for. */
  public PathStreams() {}

  @Override
  public boolean isReady() {
    return ChannelStreams.areReady();
  }

  @Override
  public Optional<StreamEndpoint> open(
      SocketSpec<StreamEndpoint> spec, String transport, SocketChannel channel) throws IOException {
    return channel.getLocalAddress() instanceof UnixDomainSocketAddress
        ? ChannelStreams.open(channel, UnixAddresses.CODEC, fd -> UnixKinds.OF_CHANNEL)
        : Optional.empty();
  }
}

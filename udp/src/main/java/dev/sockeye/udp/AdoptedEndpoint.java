package dev.sockeye.udp;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;

/**
 * An endpoint of a socket that was bound before its channel was, which has another address in mind
 * until it is connected anew, and maybe another peer.
 */
final class AdoptedEndpoint extends DatagramEndpoint {

  private final SocketAddress said; // by the channel
  private final SocketAddress local;

  AdoptedEndpoint(
      SocketSpec<MessageEndpoint> spec,
      DatagramChannel channel,
      SocketAddress local,
      SocketAddress remote)
      throws IOException {
    super(spec, channel, remote);
    this.said = channel.getLocalAddress();
    this.local = local;
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    SocketAddress ofChannel = super.getLocalAddress();
    return ofChannel != null && ofChannel.equals(said) ? local : ofChannel;
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    return super.getRemoteAddress() == null ? null : knownRemote();
  }
}

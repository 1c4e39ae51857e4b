package dev.sockeye.tcp;

import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;

/** An endpoint of a connection that stood before its channel did, which knows no addresses. */
final class AdoptedEndpoint extends TcpEndpoint {

  private final SocketAddress local;
  private final SocketAddress remote;

  AdoptedEndpoint(
      StreamTransport protocol,
      SocketSpec<StreamEndpoint> spec,
      SocketChannel channel,
      SocketAddress local,
      SocketAddress remote) {
    super(protocol, spec, channel);
    this.local = local;
    this.remote = remote;
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    super.getLocalAddress(); // throws if closed
    return local;
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    super.getRemoteAddress(); // throws if closed
    return remote;
  }

  @Override
  protected SocketAddress knownRemote() {
    return remote;
  }
}

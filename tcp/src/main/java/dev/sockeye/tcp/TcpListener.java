package dev.sockeye.tcp;

import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.nio.NioStreamListener;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;

/** The passive side of TCP, or of a protocol that is as TCP to its users. */
final class TcpListener extends NioStreamListener {

  private final StreamTransport protocol;
  private final SocketAddress adopted; // where it was bound before; null if it was not

  TcpListener(
      StreamTransport protocol,
      SocketSpec<StreamEndpoint> spec,
      ServerSocketChannel channel,
      SocketAddress adopted) {
    super(spec, protocol.name(), channel);
    this.protocol = protocol;
    this.adopted = adopted;
  }

  @Override
  protected Set<SocketOption<?>> channelOptions() {
    return protocol.options(spec(), channel());
  }

  @Override
  protected boolean isInherited(SocketOption<?> name) {
    return protocol.isOfConnections(name);
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    SocketAddress ofChannel = super.getLocalAddress();
    return adopted == null ? ofChannel : adopted;
  }

  @Override
  protected StreamEndpoint wrap(SocketChannel accepted) throws IOException {
    return protocol.endpoint(spec(), accepted);
  }

  @Override
  protected StreamEndpoint openEndpoint() throws IOException {
    return protocol.socket(spec());
  }
}

package dev.sockeye.tcp;

import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.nio.NioStreamListener;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The passive side of TCP. */
final class TcpListener extends NioStreamListener {

  private final SocketAddress adopted; // where it was bound before; null if it was not

  TcpListener(SocketSpec<StreamEndpoint> spec, ServerSocketChannel channel) {
    this(spec, channel, null);
  }

  TcpListener(SocketSpec<StreamEndpoint> spec, ServerSocketChannel channel, SocketAddress adopted) {
    super(spec, "tcp", channel);
    this.adopted = adopted;
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    SocketAddress ofChannel = super.getLocalAddress();
    return adopted == null ? ofChannel : adopted;
  }

  @Override
  protected StreamEndpoint wrap(SocketChannel accepted) throws IOException {
    return TcpTransport.endpoint(spec(), accepted);
  }

  @Override
  protected StreamEndpoint openEndpoint() throws IOException {
    return new TcpTransport().socket(spec());
  }
}

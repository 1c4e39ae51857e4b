package dev.sockeye.tcp;

import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.NioStreamListener;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The passive side of TCP. */
final class TcpListener extends NioStreamListener {

  TcpListener(SocketSpec<StreamEndpoint> spec, ServerSocketChannel channel) {
    super(spec, "tcp", channel);
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

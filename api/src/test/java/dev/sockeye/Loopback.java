package dev.sockeye;

import dev.sockeye.nio.NioStreamEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Connected streams over the loopback interface, without any transport. */
public final class Loopback {

  /** Their triple. */
  public static final SocketSpec<StreamEndpoint> STREAM =
      new SocketSpec<>(
          Domain.AF_INET,
          SocketType.SOCK_STREAM,
          Protocol.IPPROTO_TCP,
          StreamEndpoint.class,
          Semantics.CONNECTION);

  private Loopback() {}

  /** Opens a pair with socket buffers of the system's choice. */
  public static EndpointPair<StreamEndpoint> pair() throws IOException {
    return pair(0);
  }

  /** Opens a pair with socket buffers of so many bytes; 0 for the system's choice. */
  public static EndpointPair<StreamEndpoint> pair(int buffers) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      if (buffers > 0) {
        server.setOption(StandardSocketOptions.SO_RCVBUF, buffers);
      }
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketChannel first = SocketChannel.open();
      if (buffers > 0) {
        first.setOption(StandardSocketOptions.SO_RCVBUF, buffers);
        first.setOption(StandardSocketOptions.SO_SNDBUF, buffers);
      }
      first.connect(server.getLocalAddress());
      SocketChannel second = server.accept();
      if (buffers > 0) {
        second.setOption(StandardSocketOptions.SO_SNDBUF, buffers);
      }
      return new EndpointPair<>(endpoint(first), endpoint(second));
    }
  }

  private static StreamEndpoint endpoint(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return new NioStreamEndpoint(STREAM, "tcp", channel);
  }
}

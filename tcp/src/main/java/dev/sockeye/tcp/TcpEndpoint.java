package dev.sockeye.tcp;

import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.nio.NioStreamEndpoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;

/**
 * An endpoint of TCP, or of a protocol that is as TCP to its users, which does not connect to
 * itself: where nobody listens on a port that is one of the system's ephemeral ones, the system may
 * choose the same for this side, and TCP's simultaneous open (RFC 9293, 3.5) then makes a
 * connection of the one socket. Go's {@code net} refuses it too.
 */
class TcpEndpoint extends NioStreamEndpoint {

  private final StreamTransport protocol;
  private volatile boolean portChosen; // by the user, who then means it

  TcpEndpoint(StreamTransport protocol, SocketSpec<StreamEndpoint> spec, SocketChannel channel) {
    super(spec, protocol.name(), channel);
    this.protocol = protocol;
  }

  @Override
  protected Set<SocketOption<?>> channelOptions() {
    Set<SocketOption<?>> options = new HashSet<>(protocol.options(spec(), channel()));
    options.addAll(protocol.furtherOptions());
    return options;
  }

  @Override
  protected <T> T getChannelOption(SocketOption<T> name) throws IOException {
    return protocol.getOption(spec(), channel(), name);
  }

  @Override
  protected <T> void setChannelOption(SocketOption<T> name, T value) throws IOException {
    protocol.setOption(spec(), channel(), name, value);
  }

  @Override
  public StreamEndpoint bind(SocketAddress local) throws IOException {
    super.bind(local);
    portChosen = local instanceof InetSocketAddress inet && inet.getPort() != 0;
    return this;
  }

  @Override
  protected void checkConnection() throws IOException {
    if (!portChosen && channel().getLocalAddress().equals(channel().getRemoteAddress())) {
      channel().setOption(StandardSocketOptions.SO_LINGER, 0); // the port is free at once
      throw new ConnectException(
          "Connection refused: nobody listens there, and the socket had connected to itself");
    }
  }
}

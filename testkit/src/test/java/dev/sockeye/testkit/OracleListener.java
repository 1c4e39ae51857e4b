package dev.sockeye.testkit;

import dev.sockeye.Listener;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A {@link ServerSocketChannel}. */
final class OracleListener extends OracleSocket<ServerSocketChannel>
    implements Listener<StreamEndpoint> {

  OracleListener(ServerSocketChannel channel) {
    super(channel);
  }

  @Override
  public SocketSpec<StreamEndpoint> spec() {
    return OracleNetwork.STREAM;
  }

  @Override
  public Listener<StreamEndpoint> bind(SocketAddress local) throws IOException {
    channel.bind(local, 1024);
    return this;
  }

  @Override
  public Listener<StreamEndpoint> bind(SocketAddress local, int backlog) throws IOException {
    channel.bind(local, backlog);
    return this;
  }

  @Override
  public StreamEndpoint accept() throws IOException {
    SocketChannel accepted = channel.accept();
    return accepted == null ? null : new OracleStream(accepted);
  }

  @Override
  public <T> Listener<StreamEndpoint> setOption(SocketOption<T> name, T value) throws IOException {
    channel.setOption(name, value);
    return this;
  }

  @Override
  public Listener<StreamEndpoint> configureBlocking(boolean block) throws IOException {
    channel.configureBlocking(block);
    return this;
  }
}

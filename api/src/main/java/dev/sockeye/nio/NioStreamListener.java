package dev.sockeye.nio;

import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;

/** A listener for stream endpoints over a {@link ServerSocketChannel}. */
public abstract class NioStreamListener extends NioListener<StreamEndpoint, ServerSocketChannel> {

  /**
   * Creates a listener.
   *
   * @param spec the triple of what it accepts
   * @param transport its transport's name, for messages
   * @param channel its channel, in blocking mode and not bound, which it owns
   */
  protected NioStreamListener(
      SocketSpec<StreamEndpoint> spec, String transport, ServerSocketChannel channel) {
    super(spec, transport, channel);
  }

  /**
   * Makes an endpoint of an accepted channel.
   *
   * @param accepted the channel, in blocking mode
   * @return the endpoint, which owns the channel
   * @throws IOException if the system refuses one of its options
   */
  protected abstract StreamEndpoint wrap(SocketChannel accepted) throws IOException;

  @Override
  protected final StreamEndpoint acceptFromChannel() throws IOException {
    SocketChannel accepted = channel().accept();
    if (accepted == null) {
      return null;
    }
    try {
      return wrap(accepted);
    } catch (IOException | RuntimeException e) {
      accepted.close();
      throw e;
    }
  }

  @Override
  protected void bindChannel(SocketAddress local, int backlog) throws IOException {
    channel().bind(local, backlog);
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return channel().getLocalAddress();
  }

  @Override
  protected Set<SocketOption<?>> channelOptions() {
    return channel().supportedOptions();
  }

  @Override
  protected <T> void setChannelOption(SocketOption<T> name, T value) throws IOException {
    channel().setOption(name, value);
  }

  @Override
  protected <T> T getChannelOption(SocketOption<T> name) throws IOException {
    return channel().getOption(name);
  }
}

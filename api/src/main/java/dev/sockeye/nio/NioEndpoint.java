package dev.sockeye.nio;

import dev.sockeye.Endpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.util.Set;

/**
 * What endpoints over a JDK network channel share, whatever they carry: bind, the local address,
 * and the channel's options.
 *
 * @param <E> the shape, which the subclass implements
 * @param <C> the channel
 */
public abstract class NioEndpoint<E extends Endpoint, C extends SelectableChannel & NetworkChannel>
    extends NioSocket<E, C> implements Endpoint {

  /**
   * Creates an endpoint.
   *
   * @param spec its triple
   * @param transport its transport's name, for messages
   * @param channel its channel, in blocking mode, which it owns
   */
  protected NioEndpoint(SocketSpec<E> spec, String transport, C channel) {
    super(spec, transport, channel);
  }

  private E self() {
    return spec().shape().cast(this);
  }

  @Override
  public E bind(SocketAddress local) throws IOException {
    try {
      channel().bind(local);
      return self();
    } catch (IOException e) {
      throw SocketFailure.describe("bind", transport(), local, null, e);
    }
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return channel().getLocalAddress();
  }

  @Override
  public <T> E setOption(SocketOption<T> name, T value) throws IOException {
    applyOption(name, value);
    return self();
  }

  @Override
  public E configureBlocking(boolean block) throws IOException {
    setBlocking(block);
    return self();
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

  /** For error messages of whoever holds one. */
  @Override
  public String toString() {
    return transport() + ' ' + channel();
  }
}

package dev.sockeye.tcp;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.inet.HappyEyeballs;
import dev.sockeye.inet.HostPort;
import dev.sockeye.inet.InetAddresses;
import dev.sockeye.inet.InetChannels;
import dev.sockeye.inet.LocalAddress;
import dev.sockeye.spi.AbstractTransport;
import dev.sockeye.spi.AdoptingTransport;
import dev.sockeye.spi.OpenSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The Internet's stream sockets over the JDK's channels, whichever protocol is under these. */
abstract class StreamTransport extends AbstractTransport implements AdoptingTransport {

  /**
   * No lambda, and no other on the way of a connect: one takes a small program over a millisecond.
   */
  private static final InetChannels.Opener<SocketChannel> CHANNELS =
      new InetChannels.Opener<>() {
        @Override
        public SocketChannel open(SocketSpec<?> spec) throws IOException {
          return openChannel(spec);
        }
      };

  StreamTransport(String name, Map<String, SocketSpec<?>> schemes) {
    super(name, schemes);
  }

  /** The schemes of a protocol: one of both families, and one of each. */
  static Map<String, SocketSpec<?>> schemes(
      String name,
      SocketSpec<StreamEndpoint> both,
      SocketSpec<StreamEndpoint> v4,
      SocketSpec<StreamEndpoint> v6) {
    Map<String, SocketSpec<?>> schemes = new LinkedHashMap<>();
    schemes.put(name, both);
    schemes.put(name + '4', v4);
    schemes.put(name + '6', v6);
    return schemes;
  }

  /** Makes a channel that was just opened one of the protocol. */
  void prepare(NetworkChannel opened) throws IOException {
    // It is TCP's, which the JDK opens.
  }

  /** Those of a channel's options that the protocol has. */
  Set<SocketOption<?>> options(SocketSpec<?> spec, NetworkChannel channel) {
    return channel.supportedOptions();
  }

  /** Whether an option is had by what is connected, too. */
  boolean isOfConnections(SocketOption<?> name) {
    return true;
  }

  /** The options of endpoints that their channels do not have. */
  Set<SocketOption<?>> furtherOptions() {
    return Set.of();
  }

  <T> T getOption(SocketSpec<?> spec, NetworkChannel channel, SocketOption<T> name)
      throws IOException {
    return channel.getOption(name);
  }

  <T> void setOption(SocketSpec<?> spec, NetworkChannel channel, SocketOption<T> name, T value)
      throws IOException {
    channel.setOption(name, value);
  }

  @Override
  public Optional<String> unavailable(SocketSpec<?> spec) {
    return InetChannels.unavailable(spec, CHANNELS);
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    SocketSpec<StreamEndpoint> streams = streamSpec(spec);
    SocketChannel channel = openChannel(spec);
    try {
      prepare(channel);
      return spec.shape().cast(endpoint(streams, channel));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  @SuppressWarnings("unchecked") // streamSpec checks the shape
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException {
    SocketSpec<StreamEndpoint> streams = streamSpec(spec);
    ProtocolFamily family = InetChannels.family(spec);
    ServerSocketChannel channel =
        family == null ? ServerSocketChannel.open() : ServerSocketChannel.open(family);
    try {
      prepare(channel);
      return (Listener<E>) new TcpListener(this, streams, channel, null);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public <E extends Endpoint> E adopt(SocketSpec<E> spec, OpenSocket socket) throws IOException {
    SocketSpec<StreamEndpoint> streams = streamSpec(spec);
    SocketAddress local = socket.localAddress();
    SocketAddress remote = socket.remoteAddress();
    SocketChannel channel = socket.takeChannel(SocketChannel.class);
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      return spec.shape().cast(new AdoptedEndpoint(this, streams, channel, local, remote));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  @SuppressWarnings("unchecked") // streamSpec checks the shape
  public <E extends Endpoint> Listener<E> adoptListener(SocketSpec<E> spec, OpenSocket socket)
      throws IOException {
    SocketSpec<StreamEndpoint> streams = streamSpec(spec);
    SocketAddress local = socket.localAddress();
    ServerSocketChannel channel = socket.takeChannel(ServerSocketChannel.class);
    return (Listener<E>) new TcpListener(this, streams, channel, local);
  }

  /** Over the loopback interface. */
  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    try (Listener<E> listener = listener(spec)) {
      listener.bind(InetChannels.loopback(spec), 1);
      E first = socket(spec);
      try {
        first.connect(listener.getLocalAddress());
        return new EndpointPair<>(first, acceptFrom(first.getLocalAddress(), listener));
      } catch (IOException | RuntimeException e) {
        closeAfter(e, first);
        throw e;
      }
    }
  }

  /** Anybody on this host may have connected before: strangers are sent away. */
  private static <E extends Endpoint> E acceptFrom(SocketAddress peer, Listener<E> listener)
      throws IOException {
    while (true) {
      E accepted = listener.accept();
      if (peer.equals(accepted.getRemoteAddress())) {
        return accepted;
      }
      accepted.close();
    }
  }

  @Override
  public <E extends Endpoint> E connect(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    HostPort peer = HostPort.parseSingle(uri).requirePeer(uri);
    if (isPlain(uri, peer)) {
      return super.connect(spec, uri);
    }
    LocalAddress local = LocalAddress.of(uri, spec.domain());
    List<InetSocketAddress> addresses = InetAddresses.resolve(uri, peer, spec.domain());
    return new HappyEyeballs<>(name(), uri, sockets(spec, local))
        .connect(local.reachable(addresses));
  }

  /** Whether there is nobody to ask for the address, nothing to set and nothing to choose. */
  static boolean isPlain(EndpointUri uri, HostPort peer) {
    return uri.options().isEmpty() && InetAddresses.isNumeric(peer.hosts().get(0));
  }

  private <E extends Endpoint> HappyEyeballs.Opener<E> sockets(
      SocketSpec<E> spec, LocalAddress local) {
    return new HappyEyeballs.Opener<>() { // as above
      @Override
      public E open() throws IOException {
        return local.bind(openWith(spec, local.uri()));
      }
    };
  }

  @Override
  protected EndpointUri checkAddress(SocketSpec<?> spec, EndpointUri uri) {
    InetAddresses.check(uri, HostPort.parseSingle(uri), spec.domain());
    return LocalAddress.check(uri, spec.domain());
  }

  @Override
  protected SocketAddress resolve(SocketSpec<?> spec, EndpointUri uri, boolean passive)
      throws IOException {
    HostPort address = HostPort.parseSingle(uri);
    return passive
        ? InetAddresses.local(uri, address, spec.domain())
        : InetAddresses.resolve(uri, address.requirePeer(uri), spec.domain()).get(0);
  }

  StreamEndpoint endpoint(SocketSpec<StreamEndpoint> spec, SocketChannel channel)
      throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return new TcpEndpoint(this, spec, channel);
  }

  private static SocketChannel openChannel(SocketSpec<?> spec) throws IOException {
    ProtocolFamily family = InetChannels.family(spec);
    return family == null ? SocketChannel.open() : SocketChannel.open(family);
  }

  @SuppressWarnings("unchecked") // the three specifications are of this shape
  private SocketSpec<StreamEndpoint> streamSpec(SocketSpec<?> spec) {
    if (schemes().containsValue(spec)) {
      return (SocketSpec<StreamEndpoint>) spec;
    }
    throw new UnsupportedOperationException(name() + " has no socket " + spec);
  }
}

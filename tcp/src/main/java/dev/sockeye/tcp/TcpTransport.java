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
import dev.sockeye.spi.AbstractTransport;
import dev.sockeye.spi.AdoptingTransport;
import dev.sockeye.spi.OpenSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The transport that {@link Tcp} describes. */
public final class TcpTransport extends AbstractTransport implements AdoptingTransport {

  /** Creates the transport. */
  public TcpTransport() {
    super("tcp", schemesOfTcp());
  }

  private static Map<String, SocketSpec<?>> schemesOfTcp() {
    Map<String, SocketSpec<?>> schemes = new LinkedHashMap<>();
    schemes.put("tcp", Tcp.STREAM);
    schemes.put("tcp4", Tcp.STREAM4);
    schemes.put("tcp6", Tcp.STREAM6);
    return schemes;
  }

  @Override
  public Optional<String> unavailable(SocketSpec<?> spec) {
    return InetChannels.unavailable(spec, TcpTransport::openChannel);
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    SocketChannel channel = openChannel(spec);
    try {
      return spec.shape().cast(endpoint(streamSpec(spec), channel));
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
    return (Listener<E>) new TcpListener(streams, channel);
  }

  @Override
  public <E extends Endpoint> E adopt(SocketSpec<E> spec, OpenSocket socket) throws IOException {
    SocketSpec<StreamEndpoint> streams = streamSpec(spec);
    SocketAddress local = socket.localAddress();
    SocketAddress remote = socket.remoteAddress();
    SocketChannel channel = socket.takeChannel(SocketChannel.class);
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      return spec.shape().cast(new AdoptedEndpoint(streams, channel, local, remote));
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
    return (Listener<E>) new TcpListener(streams, channel, local);
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
    List<InetSocketAddress> addresses = InetAddresses.resolve(uri, peer, spec.domain());
    return new HappyEyeballs<>(name(), uri, () -> openWith(spec, uri)).connect(addresses);
  }

  @Override
  protected SocketAddress resolve(SocketSpec<?> spec, EndpointUri uri, boolean passive)
      throws IOException {
    HostPort address = HostPort.parseSingle(uri);
    return passive
        ? InetAddresses.local(uri, address, spec.domain())
        : InetAddresses.resolve(uri, address.requirePeer(uri), spec.domain()).get(0);
  }

  static StreamEndpoint endpoint(SocketSpec<StreamEndpoint> spec, SocketChannel channel)
      throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return new TcpEndpoint(spec, channel);
  }

  private static SocketChannel openChannel(SocketSpec<?> spec) throws IOException {
    ProtocolFamily family = InetChannels.family(spec);
    return family == null ? SocketChannel.open() : SocketChannel.open(family);
  }

  @SuppressWarnings("unchecked") // the three specifications are of this shape
  private static SocketSpec<StreamEndpoint> streamSpec(SocketSpec<?> spec) {
    if (spec.equals(Tcp.STREAM) || spec.equals(Tcp.STREAM4) || spec.equals(Tcp.STREAM6)) {
      return (SocketSpec<StreamEndpoint>) spec;
    }
    throw new UnsupportedOperationException("tcp has no socket " + spec);
  }
}

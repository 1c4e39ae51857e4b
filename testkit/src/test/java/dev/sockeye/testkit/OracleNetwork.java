package dev.sockeye.testkit;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SelfTest;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Bare JDK channels behind the interfaces of the API: the contract is held against the JDK. */
final class OracleNetwork implements Network {

  static final SocketSpec<StreamEndpoint> STREAM =
      new SocketSpec<>(
          Domain.AF_UNSPEC,
          SocketType.SOCK_STREAM,
          Protocol.IPPROTO_TCP,
          StreamEndpoint.class,
          Semantics.CONNECTION);

  static final SocketSpec<MessageEndpoint> DATAGRAM =
      new SocketSpec<>(
          Domain.AF_UNSPEC,
          SocketType.SOCK_DGRAM,
          Protocol.IPPROTO_UDP,
          MessageEndpoint.class,
          Semantics.DATAGRAM);

  static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Override
  public List<SchemeInfo> schemes() {
    return List.of(
        new SchemeInfo("tcp", "jdk", STREAM, Optional.empty()),
        new SchemeInfo("udp", "jdk", DATAGRAM, Optional.empty()));
  }

  @Override
  public Optional<SchemeInfo> scheme(String name) {
    return schemes().stream().filter(info -> info.scheme().equals(name)).findFirst();
  }

  @Override
  public Optional<EndpointUri> loopback(String scheme, Path free) {
    return scheme(scheme).map(info -> EndpointUri.valueOf(scheme + "://127.0.0.1:0"));
  }

  @Override
  public Optional<SelfTest> selfTest(String scheme) {
    return Optional.empty();
  }

  @Override
  public SocketSpec<?> spec(EndpointUri uri) {
    return scheme(uri.scheme()).orElseThrow().spec();
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    return spec.shape()
        .cast(
            spec.equals(STREAM)
                ? new OracleStream(SocketChannel.open())
                : new OracleDatagrams(DatagramChannel.open()));
  }

  @Override
  public Endpoint socket(Domain domain, SocketType type, Protocol protocol) throws IOException {
    return socket(spec(domain, type, protocol));
  }

  private static SocketSpec<?> spec(Domain domain, SocketType type, Protocol protocol) {
    return STREAM.matches(domain, type, protocol) ? STREAM : DATAGRAM;
  }

  @Override
  public Listener<?> listener(Domain domain, SocketType type, Protocol protocol)
      throws IOException {
    return listener(spec(domain, type, protocol));
  }

  @Override
  public EndpointPair<?> pair(Domain domain, SocketType type, Protocol protocol)
      throws IOException {
    return pair(spec(domain, type, protocol));
  }

  @Override
  @SuppressWarnings("unchecked") // there are listeners for streams only
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException {
    if (!spec.equals(STREAM)) {
      throw new UnsupportedOperationException("datagrams have no listener");
    }
    return (Listener<E>) new OracleListener(ServerSocketChannel.open());
  }

  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    if (spec.equals(DATAGRAM)) {
      return pairOfDatagrams(spec);
    }
    try (Listener<E> listener = listener(spec)) {
      listener.bind(loopback());
      E first = socket(spec);
      first.connect(listener.getLocalAddress());
      return new EndpointPair<>(first, listener.accept());
    }
  }

  private <E extends Endpoint> EndpointPair<E> pairOfDatagrams(SocketSpec<E> spec)
      throws IOException {
    E first = socket(spec);
    E second = socket(spec);
    first.bind(loopback());
    second.bind(loopback());
    first.connect(second.getLocalAddress());
    second.connect(first.getLocalAddress());
    return new EndpointPair<>(first, second);
  }

  @Override
  public void check(EndpointUri uri, Class<? extends Endpoint> shape) {
    throw new UnsupportedOperationException(uri.toString());
  }

  @Override
  public StreamEndpoint connectStream(EndpointUri uri) {
    throw new UnsupportedOperationException(uri.toString());
  }

  @Override
  public Listener<StreamEndpoint> listenStream(EndpointUri uri) {
    throw new UnsupportedOperationException(uri.toString());
  }

  @Override
  public MessageEndpoint connectMessages(EndpointUri uri) {
    throw new UnsupportedOperationException(uri.toString());
  }

  @Override
  public Listener<MessageEndpoint> listenMessages(EndpointUri uri) {
    throw new UnsupportedOperationException(uri.toString());
  }

  @Override
  public MessageEndpoint bindMessages(EndpointUri uri) {
    throw new UnsupportedOperationException(uri.toString());
  }
}

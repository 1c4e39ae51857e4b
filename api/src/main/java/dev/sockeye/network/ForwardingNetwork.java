package dev.sockeye.network;

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
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A network that has another do all, for one that does some of it differently. */
public abstract class ForwardingNetwork implements Network {

  private final Network network;

  /**
   * Creates it.
   *
   * @param network does all that a subclass does not
   */
  protected ForwardingNetwork(Network network) {
    this.network = Objects.requireNonNull(network, "network");
  }

  /**
   * The other network.
   *
   * @return what does the work
   */
  protected final Network network() {
    return network;
  }

  @Override
  public List<SchemeInfo> schemes() {
    return network.schemes();
  }

  @Override
  public Optional<SchemeInfo> scheme(String name) {
    return network.scheme(name);
  }

  @Override
  public Optional<EndpointUri> loopback(String scheme, Path free) {
    return network.loopback(scheme, free);
  }

  @Override
  public Optional<SelfTest> selfTest(String scheme) throws IOException {
    return network.selfTest(scheme);
  }

  @Override
  public SocketSpec<?> spec(EndpointUri uri) throws IOException {
    return network.spec(uri);
  }

  @Override
  public void check(EndpointUri uri, Class<? extends Endpoint> shape) {
    network.check(uri, shape);
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    return network.socket(spec);
  }

  @Override
  public Endpoint socket(Domain domain, SocketType type, Protocol protocol) throws IOException {
    return network.socket(domain, type, protocol);
  }

  @Override
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException {
    return network.listener(spec);
  }

  @Override
  public Listener<?> listener(Domain domain, SocketType type, Protocol protocol)
      throws IOException {
    return network.listener(domain, type, protocol);
  }

  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    return network.pair(spec);
  }

  @Override
  public EndpointPair<?> pair(Domain domain, SocketType type, Protocol protocol)
      throws IOException {
    return network.pair(domain, type, protocol);
  }

  @Override
  public StreamEndpoint connectStream(EndpointUri uri) throws IOException {
    return network.connectStream(uri);
  }

  @Override
  public Listener<StreamEndpoint> listenStream(EndpointUri uri) throws IOException {
    return network.listenStream(uri);
  }

  @Override
  public MessageEndpoint connectMessages(EndpointUri uri) throws IOException {
    return network.connectMessages(uri);
  }

  @Override
  public Listener<MessageEndpoint> listenMessages(EndpointUri uri) throws IOException {
    return network.listenMessages(uri);
  }

  @Override
  public MessageEndpoint bindMessages(EndpointUri uri) throws IOException {
    return network.bindMessages(uri);
  }
}

package dev.sockeye.testkit;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * How one transport's sockets are made: the only thing that the contract has to be told. What is
 * here suits transports that open sockets by specification; others override.
 *
 * @param <E> the shape of its endpoints
 */
public abstract class Fixture<E extends Endpoint> {

  private static final int MANY = 10_000;

  private final Network network;
  private final SocketSpec<E> spec;
  private final String scheme;
  private final AddressSource addresses;
  private final Map<Capability, String> missing = new EnumMap<>(Capability.class);
  private final Queue<E> connecting = new ConcurrentLinkedQueue<>();
  private final Map<String, Object> optionValues = new LinkedHashMap<>();
  private final Map<String, String> unsettableOptions = new LinkedHashMap<>();
  private int connections = MANY;
  private String fewConnections; // why they are

  /** Gives addresses to bind to. */
  @FunctionalInterface
  public interface AddressSource {
    /**
     * An address that is free.
     *
     * @return one that the system completes, such as port 0 of the loopback address, or a new one
     *     at each call
     * @throws IOException if there is none
     */
    SocketAddress next() throws IOException;
  }

  /**
   * Creates a fixture.
   *
   * @param network opens the sockets
   * @param spec which sockets
   * @param scheme the URI scheme that stands for them
   * @param addresses free addresses to bind to
   */
  protected Fixture(Network network, SocketSpec<E> spec, String scheme, AddressSource addresses) {
    this.network = Objects.requireNonNull(network, "network");
    this.spec = Objects.requireNonNull(spec, "spec");
    this.scheme = Objects.requireNonNull(scheme, "scheme");
    this.addresses = Objects.requireNonNull(addresses, "addresses");
    if (!spec.semantics().isAccepting()) {
      missing.put(Capability.CONNECTIONS, "one endpoint sends to and receives from anybody");
    }
    if (!spec.semantics().isReliable()) {
      missing.put(Capability.RELIABLE, "messages may be lost");
    }
  }

  /**
   * The network under test.
   *
   * @return the network
   */
  public Network network() {
    return network;
  }

  /**
   * The sockets under test.
   *
   * @return the specification
   */
  public SocketSpec<E> spec() {
    return spec;
  }

  /**
   * Why this host cannot run the transport. All cases are then skipped for that reason.
   *
   * @return the reason; empty if it can
   */
  public Optional<String> unavailable() {
    return network
        .scheme(scheme)
        .map(SchemeInfo::unavailable)
        .orElse(Optional.of("the network has no scheme " + scheme));
  }

  /**
   * What the transport lacks.
   *
   * @return capability and reason
   */
  public Map<Capability, String> missing() {
    return Collections.unmodifiableMap(missing);
  }

  /** For {@code without} of subclasses, which return themselves. */
  final void lacks(Capability capability, String reason) {
    missing.put(capability, Objects.requireNonNull(reason, "reason"));
  }

  /** For {@code withOption} of subclasses, which return themselves. */
  final void optionValue(SocketOption<?> option, Object value) {
    optionValues.put(option.name(), option.type().cast(value));
  }

  /** For {@code withoutSetting} of subclasses, which return themselves. */
  final void unsettable(String option, String reason) {
    unsettableOptions.put(option, Objects.requireNonNull(reason, "reason"));
  }

  /** For {@code withConnections} of subclasses, which return themselves. */
  final void connections(int count, String reason) {
    if (count < 1) {
      throw new IllegalArgumentException(count + " connections find nothing");
    }
    connections = count;
    fewConnections = Objects.requireNonNull(reason, "reason");
  }

  /**
   * How many connections are made and closed, one after the other, to see that none leaves a
   * descriptor behind.
   *
   * @return 10,000 unless the transport says otherwise
   */
  public final int connections() {
    return connections;
  }

  /**
   * Why it is another number of {@link #connections}.
   *
   * @return the reason; empty if it is the usual number
   */
  public final Optional<String> fewConnections() {
    return Optional.ofNullable(fewConnections);
  }

  /**
   * Values to try options with, by the options' names, where the usual ones do not suit.
   *
   * @return the values
   */
  public Map<String, Object> optionValues() {
    return Collections.unmodifiableMap(optionValues);
  }

  /**
   * Options that can only be read, by their names, and why.
   *
   * @return the reasons
   */
  public Map<String, String> unsettableOptions() {
    return Collections.unmodifiableMap(unsettableOptions);
  }

  /**
   * A free address to bind to.
   *
   * @return the address
   * @throws IOException if there is none
   */
  public SocketAddress freeAddress() throws IOException {
    return addresses.next();
  }

  /**
   * An address of the transport's where nobody is.
   *
   * @return the address
   * @throws IOException if none can be found
   */
  public abstract SocketAddress deadAddress() throws IOException;

  /**
   * An address of another domain, which {@code bind} and {@code connect} must refuse.
   *
   * @return the address
   */
  public SocketAddress foreignAddress() {
    return spec.domain().equals(Domain.AF_UNIX)
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)
        : UnixDomainSocketAddress.of("elsewhere");
  }

  /**
   * How the peer of a connected endpoint sees the endpoint's local address.
   *
   * @param local the address, as the endpoint tells it
   * @return the same, unless a local address may be all of this host's
   */
  public SocketAddress seenByPeer(SocketAddress local) {
    return local;
  }

  /**
   * A URI of an address.
   *
   * @param address the address
   * @return the URI
   */
  public EndpointUri uri(SocketAddress address) {
    return EndpointUri.valueOf(scheme + ":any").withAddress(address);
  }

  /**
   * Opens an endpoint.
   *
   * @return the endpoint, neither bound nor connected
   * @throws IOException if the system refuses
   */
  public E open() throws IOException {
    return network.socket(spec);
  }

  /**
   * Opens a listener.
   *
   * @return the listener, not bound
   * @throws IOException if the system refuses
   */
  public Listener<E> openListener() throws IOException {
    return network.listener(spec);
  }

  /**
   * Opens a listener and binds it to a free address.
   *
   * @return the listener
   * @throws IOException if the system refuses
   */
  public Listener<E> listen() throws IOException {
    Listener<E> listener = openListener();
    try {
      return listener.bind(freeAddress());
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  /**
   * Opens an endpoint and connects it. Without {@link Capability#CONNECTS_UNACCEPTED} the endpoint
   * is only connecting, until it is {@linkplain #accept accepted}.
   *
   * @param address where to
   * @return the endpoint
   * @throws IOException as {@link Endpoint#connect} throws
   */
  public E connect(SocketAddress address) throws IOException {
    E endpoint = open();
    try {
      if (!missing.containsKey(Capability.CONNECTS_UNACCEPTED)) {
        endpoint.connect(address);
      } else if (!endpoint.configureBlocking(false).connect(address)) {
        connecting.add(endpoint);
      }
      return endpoint;
    } catch (IOException | RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  /**
   * Accepts a connection. Whoever has been {@linkplain #connect connecting} longest then is
   * connected.
   *
   * @param listener where
   * @return as {@link Listener#accept} returns
   * @throws IOException as that throws
   */
  public E accept(Listener<E> listener) throws IOException {
    E accepted = listener.accept();
    Endpoint first = accepted == null ? null : connecting.poll();
    if (first != null) {
      first.configureBlocking(true);
      first.finishConnect();
    }
    return accepted;
  }

  /**
   * Opens two endpoints that are connected to each other.
   *
   * @return the one that connected and the one that was accepted
   * @throws IOException if the system refuses
   */
  public EndpointPair<E> pair() throws IOException {
    try (Listener<E> listener = listen()) {
      E first = connect(listener.getLocalAddress());
      try {
        return new EndpointPair<>(first, accept(listener));
      } catch (IOException | RuntimeException e) {
        first.close();
        throw e;
      }
    }
  }

  /** Names the transport in the output. */
  @Override
  public String toString() {
    return scheme;
  }
}

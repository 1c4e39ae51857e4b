package dev.sockeye.spi;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Pollable;
import dev.sockeye.Protocol;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is the same for all transports. To open a URI is to open a socket, to set the options, then
 * to bind or connect.
 */
public abstract class AbstractTransport implements Transport {

  private final String name;
  private final Map<String, SocketSpec<?>> schemes;

  /**
   * Creates a transport.
   *
   * @param name its name
   * @param schemes its schemes, in the order in which they are to be shown
   */
  protected AbstractTransport(String name, Map<String, SocketSpec<?>> schemes) {
    this.name = name;
    this.schemes = Collections.unmodifiableMap(new LinkedHashMap<>(schemes));
  }

  /**
   * Makes a socket address of a URI's address, {@code getaddrinfo(3)}.
   *
   * @param spec what the URI's scheme stands for
   * @param uri the URI
   * @param passive whether to bind to it ({@code AI_PASSIVE}) and not to connect to it
   * @return the address
   * @throws IllegalArgumentException if the address does not have the transport's form
   * @throws IOException if a name does not resolve
   */
  protected abstract SocketAddress resolve(SocketSpec<?> spec, EndpointUri uri, boolean passive)
      throws IOException;

  /**
   * Makes a socket address of a URI's address without opening anything, for who has this
   * transport's sockets by other means, such as in memory.
   *
   * @param spec what the URI stands for
   * @param uri the URI
   * @param passive whether to bind to it
   * @return the address
   * @throws IllegalArgumentException if the address does not have the transport's form
   * @throws UnsupportedOperationException if there is nothing to connect to
   * @throws IOException if a name does not resolve
   */
  public final SocketAddress address(SocketSpec<?> spec, EndpointUri uri, boolean passive)
      throws IOException {
    return resolve(spec, uri, passive);
  }

  /** The address, and the options on sockets that are not bound. */
  @Override
  public void check(SocketSpec<?> spec, EndpointUri uri) throws IOException {
    EndpointUri rest = checkAddress(spec, uri);
    if (!rest.options().isEmpty()) {
      new OptionCheck(this, spec, rest).run();
    }
  }

  /**
   * Checks the form of a URI's address, to bind to or to connect to, by {@link #resolve}. A
   * subclass that looks up names there overrides this.
   *
   * @param spec what the URI stands for
   * @param uri the URI
   * @return the URI without options that are checked by this, since no socket has them: a local
   *     address
   * @throws IllegalArgumentException if the address does not have the transport's form
   * @throws IOException if something that it names cannot be asked for
   */
  protected EndpointUri checkAddress(SocketSpec<?> spec, EndpointUri uri) throws IOException {
    try {
      resolve(spec, uri, true);
    } catch (IllegalArgumentException e) {
      if (!isPeer(spec, uri)) {
        throw e;
      }
    }
    return uri;
  }

  private boolean isPeer(SocketSpec<?> spec, EndpointUri uri) throws IOException {
    try {
      resolve(spec, uri, false);
      return true;
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      return false;
    }
  }

  /**
   * The options that endpoints have, told without opening one. None, unless a subclass knows
   * better.
   *
   * @param spec one of this transport's
   * @return the options, also those that this system lacks
   */
  public Set<SocketOption<?>> endpointOptions(SocketSpec<?> spec) {
    return Set.of();
  }

  /**
   * How option values of types that only this transport has are read from a URI.
   *
   * @return type to reader
   */
  public Map<Class<?>, UriOptions.OptionType<?>> optionTypes() {
    return Map.of();
  }

  /**
   * The options that count only until a socket is bound or connected, {@link
   * AdoptingTransport#openingOptions}. None, unless a subclass knows better.
   *
   * @return the options
   */
  public Set<SocketOption<?>> openingOptions() {
    return Set.of();
  }

  /**
   * Whether an endpoint that connects by URI is bound first, to an address that the system chooses,
   * since without one nobody could answer it. {@code false} unless a subclass knows better.
   *
   * @param spec what the URI's scheme stands for
   * @return whether
   */
  protected boolean bindsBeforeConnect(SocketSpec<?> spec) {
    return false;
  }

  /** Available, unless a subclass knows better. */
  @Override
  public Optional<String> unavailable(SocketSpec<?> spec) {
    return Optional.empty();
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Map<String, SocketSpec<?>> schemes() {
    return schemes;
  }

  /**
   * Tells whether a socket is this transport's, with a scheme or without.
   *
   * @param spec the socket
   * @return whether it is
   */
  protected final boolean has(SocketSpec<?> spec) {
    return schemes.containsValue(spec)
        || spec(spec.domain(), spec.type(), spec.protocol()).filter(spec::equals).isPresent();
  }

  /** By the domain: of the Internet, a path; none of another, unless a subclass knows better. */
  @Override
  public Optional<EndpointUri> loopback(String scheme, Path free) {
    SocketSpec<?> spec = schemes.get(scheme);
    Domain domain = spec.domain();
    if (spec.shape() == Endpoint.class) {
      return Optional.empty(); // the URI says what it is
    } else if (domain.equals(Domain.AF_UNIX)) {
      EndpointUri uri = EndpointUri.valueOf(scheme + ":socket");
      return Optional.of(uri.withAddress(UnixDomainSocketAddress.of(free)));
    } else if (domain.equals(Domain.AF_INET6)) {
      return Optional.of(EndpointUri.valueOf(scheme + "://[::1]:0"));
    } else if (domain.equals(Domain.AF_INET) || domain.equals(Domain.AF_UNSPEC)) {
      return Optional.of(EndpointUri.valueOf(scheme + "://127.0.0.1:0"));
    }
    return Optional.empty();
  }

  /** None, unless a subclass knows better. */
  @Override
  public Optional<SocketSpec<?>> spec(Domain domain, SocketType type, Protocol protocol) {
    return Optional.empty();
  }

  @Override
  public <E extends Endpoint> E connect(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    SocketAddress peer = resolve(spec, uri, false);
    E endpoint = openWith(spec, uri);
    try {
      if (bindsBeforeConnect(spec)) {
        endpoint.bind(null);
      }
      endpoint.connect(peer);
      return endpoint;
    } catch (IOException | RuntimeException e) {
      closeAfter(e, endpoint);
      throw e;
    }
  }

  @Override
  public <E extends Endpoint> Listener<E> listen(SocketSpec<E> spec, EndpointUri uri)
      throws IOException {
    SocketAddress local = resolve(spec, uri, true);
    return bindWith(uri, openListener(spec, uri), local);
  }

  /**
   * Sets a URI's options on a listener, and binds it.
   *
   * @param <E> the shape of what it accepts
   * @param uri the URI
   * @param listener the listener, which is closed if this fails
   * @param local the URI's address
   * @return the listener
   * @throws IllegalArgumentException if an option is unknown or its value not accepted
   * @throws IOException if the system refuses
   */
  protected final <E extends Endpoint> Listener<E> bindWith(
      EndpointUri uri, Listener<E> listener, SocketAddress local) throws IOException {
    try {
      UriOptions.apply(uri, listener, Set.of(), optionTypes());
      return listener.bind(local);
    } catch (IOException | RuntimeException e) {
      closeAfter(e, listener);
      throw e;
    }
  }

  private <E extends Endpoint> Listener<E> openListener(SocketSpec<E> spec, EndpointUri uri)
      throws IOException {
    try {
      return listener(spec);
    } catch (UnsupportedOperationException e) {
      throw new UnsupportedOperationException(uri + ": " + e.getMessage(), e);
    }
  }

  @Override
  public <E extends Endpoint> E bind(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    SocketAddress local = resolve(spec, uri, true);
    E endpoint = openWith(spec, uri);
    try {
      endpoint.bind(local);
      return endpoint;
    } catch (IOException | RuntimeException e) {
      closeAfter(e, endpoint);
      throw e;
    }
  }

  /**
   * Opens an endpoint, and sets a URI's options on it.
   *
   * @param <E> its shape
   * @param spec what the URI's scheme stands for
   * @param uri the URI
   * @return the endpoint, neither bound nor connected
   * @throws IllegalArgumentException if an option is unknown or its value not accepted
   * @throws IOException if the system refuses the socket or a value
   */
  protected final <E extends Endpoint> E openWith(SocketSpec<E> spec, EndpointUri uri)
      throws IOException {
    E endpoint = socket(spec);
    try {
      applyOptions(spec, uri, endpoint);
      return endpoint;
    } catch (IOException | RuntimeException e) {
      closeAfter(e, endpoint);
      throw e;
    }
  }

  /**
   * Sets a URI's options on an endpoint. Those that only a listener has are checked and left alone,
   * so that both sides can be given the same URI.
   *
   * @param spec what the URI's scheme stands for
   * @param uri the URI
   * @param endpoint the endpoint, neither bound nor connected
   * @throws IllegalArgumentException if an option is unknown or its value not accepted
   * @throws IOException if the system refuses a value
   */
  protected final void applyOptions(SocketSpec<?> spec, EndpointUri uri, Endpoint endpoint)
      throws IOException {
    if (!uri.options().isEmpty()) {
      UriOptions.apply(uri, endpoint, listenerOptions(spec), optionTypes());
    }
  }

  /**
   * The options that listeners have: found by opening one, unless a subclass knows better.
   *
   * @param spec what the URI's scheme stands for
   * @return the options
   * @throws IOException if the system refuses a listener
   */
  protected Set<SocketOption<?>> listenerOptions(SocketSpec<?> spec) throws IOException {
    try (Listener<?> listener = listener(spec)) {
      return listener.supportedOptions();
    } catch (UnsupportedOperationException e) {
      return Set.of(); // a protocol without connections
    }
  }

  /**
   * Why there is no listener of a protocol without connections.
   *
   * @param scheme the protocol's scheme
   * @return the exception to throw
   */
  protected static UnsupportedOperationException noConnections(String scheme) {
    return new UnsupportedOperationException(
        scheme + " has no connections to accept: bind an endpoint (bindMessages) and receive");
  }

  /**
   * Why an endpoint of a protocol with connections cannot be bound to receive from anybody.
   *
   * @param uri where to
   * @return the exception to throw
   */
  public static UnsupportedOperationException onlyConnections(EndpointUri uri) {
    return new UnsupportedOperationException(
        uri + ": " + uri.scheme() + " takes messages only over connections: use listenMessages");
  }

  /**
   * Closes a socket that could not be made ready for use.
   *
   * @param failure why; takes what closing throws as suppressed
   * @param socket the socket
   */
  protected static void closeAfter(Exception failure, Pollable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}

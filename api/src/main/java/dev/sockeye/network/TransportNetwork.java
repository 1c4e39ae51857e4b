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
import dev.sockeye.inet.PromptNetwork;
import dev.sockeye.inet.PromptTransport;
import dev.sockeye.internal.Nearest;
import dev.sockeye.spi.AbstractTransport;
import dev.sockeye.spi.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A network over a set of transports: finds the one that is asked for and adapts its shape. */
@SuppressWarnings("exports") // that it is prompt is seen by sockeye's own modules alone
public final class TransportNetwork implements Network, PromptNetwork {

  private final Set<SocketSpec<?>> runnable = ConcurrentHashMap.newKeySet();

  /** What was said of transports that could not be loaded. */
  private final List<String> failures;

  private final List<Transport> transports;

  /** By their names in lower case: a URI's scheme is of either (RFC 3986 section 3.1). */
  private final Map<String, Offer> schemes = new LinkedHashMap<>();

  /** Creates the network of all transports that {@link java.util.ServiceLoader} finds. */
  public TransportNetwork() {
    this(new Present());
  }

  private TransportNetwork(Present present) {
    this(present.transports(), present.failures());
  }

  /**
   * Creates a network.
   *
   * @param transports its transports; of two with the same scheme the first has it
   */
  public TransportNetwork(List<? extends Transport> transports) {
    this(transports, List.of());
  }

  private TransportNetwork(List<? extends Transport> transports, List<String> failures) {
    this.failures = failures;
    this.transports = List.copyOf(transports);
    for (Transport transport : transports) {
      for (Map.Entry<String, SocketSpec<?>> scheme : transport.schemes().entrySet()) {
        schemes.putIfAbsent(key(scheme.getKey()), new Offer(transport, scheme.getValue()));
      }
    }
  }

  @Override
  public List<SchemeInfo> schemes() {
    return schemes.entrySet().stream()
        .map(entry -> info(entry.getKey(), entry.getValue()))
        .toList();
  }

  @Override
  public Optional<SchemeInfo> scheme(String name) {
    String key = key(name);
    return find(key).map(offer -> info(key, offer));
  }

  @Override
  public Optional<EndpointUri> loopback(String scheme, Path free) {
    String key = key(scheme);
    return find(key).flatMap(offer -> offer.transport().loopback(key, free));
  }

  @Override
  public Optional<SelfTest> selfTest(String scheme) throws IOException {
    String key = key(scheme);
    Offer offer = schemes.get(key);
    if (offer == null) {
      return Optional.empty();
    }
    requireAvailable(offer);
    return offer.transport().selfTest(key);
  }

  @Override
  public SocketSpec<?> spec(EndpointUri uri) throws IOException {
    Offer offer = named(uri);
    if (offer.isUndecided()) {
      requireAvailable(offer);
    }
    return offer.of(uri).spec();
  }

  @Override
  public void check(EndpointUri uri, Class<? extends Endpoint> shape) {
    new UriCheck(uri, shape).of(named(uri));
  }

  /** Of a transport, or of a layer over one of those. */
  private Optional<Offer> find(String key) {
    Offer offer = schemes.get(key);
    return offer == null ? Layers.find(key, schemes) : Optional.of(offer);
  }

  private static String key(String scheme) {
    return scheme.toLowerCase(Locale.ROOT);
  }

  private static SchemeInfo info(String name, Offer offer) {
    Optional<String> unavailable = offer.transport().unavailable(offer.spec());
    return new SchemeInfo(name, offer.transport().name(), offer.spec(), unavailable);
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    return available(spec).socket(spec);
  }

  @Override
  public Endpoint socket(Domain domain, SocketType type, Protocol protocol) throws IOException {
    return socket(spec(domain, type, protocol));
  }

  private SocketSpec<?> spec(Domain domain, SocketType type, Protocol protocol) {
    Optional<SocketSpec<?>> found = find(domain, type, protocol);
    if (found.isEmpty() && (domain.equals(Domain.AF_INET) || domain.equals(Domain.AF_INET6))) {
      found = find(Domain.AF_UNSPEC, type, protocol); // a socket of both families: SCTP's
    }
    return found.orElseThrow(() -> absent("(" + domain + ", " + type + ", " + protocol + ")"));
  }

  private Optional<SocketSpec<?>> find(Domain domain, SocketType type, Protocol protocol) {
    return named(domain, type, protocol)
        .or(() -> beyond(domain, type, protocol).<SocketSpec<?>>map(Offer::spec))
        .or(() -> protocol.number() == 0 ? first(domain, type) : Optional.empty());
  }

  private Optional<SocketSpec<?>> named(Domain domain, SocketType type, Protocol protocol) {
    return specs().filter(spec -> spec.matches(domain, type, protocol)).findFirst();
  }

  /** The default one of a domain and type, where none has the number 0. */
  private Optional<SocketSpec<?>> first(Domain domain, SocketType type) {
    return specs()
        .filter(spec -> spec.domain().equals(domain) && spec.type().equals(type))
        .findFirst();
  }

  private Stream<SocketSpec<?>> specs() {
    return schemes.values().stream().filter(offer -> !offer.isUndecided()).map(Offer::spec);
  }

  /** What a transport has that no scheme stands for. */
  private Optional<Offer> beyond(Domain domain, SocketType type, Protocol protocol) {
    for (Transport transport : transports) {
      Optional<SocketSpec<?>> spec = transport.spec(domain, type, protocol);
      if (spec.isPresent()) {
        return Optional.of(new Offer(transport, spec.get()));
      }
    }
    return Optional.empty();
  }

  @Override
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException {
    return available(spec).listener(spec);
  }

  @Override
  public Listener<?> listener(Domain domain, SocketType type, Protocol protocol)
      throws IOException {
    return listener(spec(domain, type, protocol));
  }

  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    return available(spec).pair(spec);
  }

  @Override
  public EndpointPair<?> pair(Domain domain, SocketType type, Protocol protocol)
      throws IOException {
    return pair(spec(domain, type, protocol));
  }

  @Override
  public StreamEndpoint connectStream(EndpointUri uri) throws IOException {
    return offer(uri).connectStream(Framing.unframed(uri));
  }

  /**
   * None while connects are recorded, which tells how long each has taken. Of other transports
   * nothing is asked here: to find one, or whether it can run, may take its time.
   */
  @Override
  public StreamEndpoint beginStream(EndpointUri uri) throws IOException {
    Offer known = schemes.get(key(uri.scheme()));
    return known != null
            && known.isStream()
            && known.transport() instanceof PromptTransport prompt
            && !FlightRecorder.records()
        ? prompt.begin(offer(uri).streams(), uri)
        : null;
  }

  @Override
  public Listener<StreamEndpoint> listenStream(EndpointUri uri) throws IOException {
    return offer(uri).listenStream(Framing.unframed(uri));
  }

  @Override
  public MessageEndpoint connectMessages(EndpointUri uri) throws IOException {
    Offer offer = offer(uri);
    if (!offer.isStream()) {
      return FlightRecorder.connect(offer.transport(), offer.messages(), Framing.unframed(uri));
    }
    EndpointUri stream = Framing.unframed(uri);
    return new FramedEndpoint(
        FlightRecorder.connect(offer.transport(), offer.streams(), stream),
        Framing.maxMessageSize(uri));
  }

  @Override
  public Listener<MessageEndpoint> listenMessages(EndpointUri uri) throws IOException {
    Offer offer = offer(uri);
    if (!offer.isStream()) {
      return offer.transport().listen(offer.messages(), Framing.unframed(uri));
    }
    EndpointUri stream = Framing.unframed(uri);
    return new FramedListener(
        offer.transport().listen(offer.streams(), stream), Framing.maxMessageSize(uri));
  }

  @Override
  public MessageEndpoint bindMessages(EndpointUri uri) throws IOException {
    Offer offer = offer(uri);
    if (offer.isStream()) {
      throw AbstractTransport.onlyConnections(uri);
    }
    return offer.transport().bind(offer.messages(), Framing.unframed(uri));
  }

  private Offer offer(EndpointUri uri) throws IOException {
    Offer offer = named(uri);
    requireAvailable(offer);
    return offer.of(uri);
  }

  private Offer named(EndpointUri uri) {
    Offer offer = find(uri.scheme()).orElse(null);
    if (offer == null) {
      boolean hostAndPort = uri.address().matches("[0-9]+");
      throw new IllegalArgumentException(
          uri
              + ": "
              + (hostAndPort
                  ? "no scheme: write SCHEME://HOST:PORT, such as tcp://" + uri.withoutOptions()
                  : unknownScheme(uri.scheme())));
    }
    if (uri.address().isEmpty() && offer.needsAddress()) {
      throw new IllegalArgumentException(
          uri
              + ": no address after the scheme: write SCHEME:ADDRESS, such as tcp://host:port or"
              + " unix:/path");
    }
    return offer;
  }

  private String unknownScheme(String scheme) {
    if (Layers.of(scheme).isPresent()) {
      String below = Layers.below(scheme);
      String layer = scheme.substring(0, scheme.length() - below.length() - 1);
      return schemes.containsKey(below)
          ? layer + " is for streams, and " + below + " makes none: choose one such as tcp or unix"
          : "below " + layer + ", " + unknownScheme(below);
    }
    String present =
        schemes.isEmpty()
            ? "no transport is present"
            : "present are " + String.join(", ", schemes.keySet());
    present += failures.isEmpty() ? "" : "; could not be loaded: " + String.join("; ", failures);
    if (scheme.equals("memory")) {
      return "memory is a scheme of MemoryNetwork (dev.sockeye:sockeye-memory), which a test gives"
          + " to the code under test ("
          + present
          + ")";
    }
    if (Nearest.to(Artifacts.family(scheme), families()).isPresent()) { // one that is here
      String suggestion =
          Nearest.to(scheme, schemes.keySet()).map(n -> ": did you mean " + n + "?").orElse("");
      return "unknown scheme " + scheme + suggestion + " (" + present + ")";
    }
    return "no transport for "
        + scheme
        + ": add its artifact, "
        + Artifacts.of(scheme)
        + " if it is one of Sockeye's ("
        + present
        + ")";
  }

  private List<String> families() {
    return schemes.keySet().stream().map(Artifacts::family).distinct().toList();
  }

  private Transport available(SocketSpec<?> spec) {
    Offer offer = offer(spec);
    requireAvailable(offer);
    return offer.transport();
  }

  private Offer offer(SocketSpec<?> spec) {
    for (Offer offer : schemes.values()) {
      if (offer.spec().equals(spec)) {
        return offer;
      }
    }
    return beyond(spec.domain(), spec.type(), spec.protocol())
        .filter(offer -> offer.spec().equals(spec))
        .orElseThrow(() -> absent(spec.toString()));
  }

  /** Finds out once that a socket can be run; that it cannot, each time, for that may change. */
  private void requireAvailable(Offer offer) {
    if (runnable.contains(offer.spec())) {
      return;
    }
    Optional<String> why = offer.transport().unavailable(offer.spec());
    if (why.isPresent()) {
      throw new UnsupportedOperationException(
          offer.transport().name() + " is not available here: " + why.get());
    }
    runnable.add(offer.spec());
  }

  private UnsupportedOperationException absent(String triple) {
    List<String> present = specs().map(SocketSpec::toString).distinct().toList();
    return new UnsupportedOperationException(
        "no transport present has the socket "
            + triple
            + ": add the module that brings it (present "
            + (present.isEmpty() ? "is none" : "are " + String.join(" ", present))
            + ")");
  }
}

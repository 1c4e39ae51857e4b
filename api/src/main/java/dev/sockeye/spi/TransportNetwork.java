package dev.sockeye.spi;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketOptions;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network over a set of transports: finds the one that is asked for and adapts its shape. */
public final class TransportNetwork implements Network {

  /** Where the schemes come from that Sockeye itself brings, for messages when one is missing. */
  private static final Map<String, String> ARTIFACTS =
      Map.ofEntries(
          Map.entry("tcp", "sockeye-tcp"),
          Map.entry("tcp4", "sockeye-tcp"),
          Map.entry("tcp6", "sockeye-tcp"),
          Map.entry("udp", "sockeye-udp"),
          Map.entry("udp4", "sockeye-udp"),
          Map.entry("udp6", "sockeye-udp"),
          Map.entry("udplite", "sockeye-udp"),
          Map.entry("udplite4", "sockeye-udp"),
          Map.entry("udplite6", "sockeye-udp"),
          Map.entry("unix", "sockeye-unix"),
          Map.entry("unix+dgram", "sockeye-unix"),
          Map.entry("unix+seqpacket", "sockeye-unix"),
          Map.entry("sctp", "sockeye-sctp"),
          Map.entry("sctp+seqpacket", "sockeye-sctp"),
          Map.entry("vsock", "sockeye-vsock"),
          Map.entry("vsock+seqpacket", "sockeye-vsock"));

  private final Set<SocketSpec<?>> runnable = ConcurrentHashMap.newKeySet();

  /** What was said of transports that could not be loaded. */
  private final List<String> failures;

  private final Map<String, Scheme> schemes = new LinkedHashMap<>();

  private record Scheme(Transport transport, SocketSpec<?> spec) {

    boolean isStream() {
      return StreamEndpoint.class.isAssignableFrom(spec.shape());
    }

    @SuppressWarnings("unchecked") // isStream() says so
    SocketSpec<StreamEndpoint> streams() {
      return (SocketSpec<StreamEndpoint>) spec;
    }

    @SuppressWarnings("unchecked") // an endpoint is of the one shape or of the other
    SocketSpec<MessageEndpoint> messages() {
      return (SocketSpec<MessageEndpoint>) spec;
    }

    SocketSpec<MessageEndpoint> reliableMessages(EndpointUri uri) {
      if (spec.type().equals(SocketType.SOCK_DGRAM)) {
        throw new UnsupportedOperationException(
            uri
                + ": "
                + uri.scheme()
                + " carries datagrams, which may be lost or overtake each other,"
                + " and makes no stream: ask for messages, or choose a stream such as tcp or unix");
      }
      return messages();
    }
  }

  /** Loaded on first use, once. */
  private static final class Present {
    static final Network NETWORK = load();

    private static Network load() {
      List<Transport> transports = new ArrayList<>();
      List<String> failures = new ArrayList<>();
      Iterator<Transport> providers =
          ServiceLoader.load(Transport.class, TransportNetwork.class.getClassLoader()).iterator();
      while (true) {
        try {
          if (!providers.hasNext()) {
            break;
          }
          transports.add(providers.next());
        } catch (ServiceConfigurationError e) {
          failures.add(e.getMessage()); // The others work without it.
        }
      }
      transports.sort(Present::compare);
      return new TransportNetwork(transports, failures);
    }

    /**
     * Providers come in any order. That of the protocol numbers is the same everywhere, and makes
     * TCP (6) and not SCTP (132) the default of (AF_INET, SOCK_STREAM, 0), as the system has it.
     */
    private static int compare(Transport one, Transport other) {
      int byProtocol = Integer.compare(protocol(one), protocol(other));
      return byProtocol != 0 ? byProtocol : one.name().compareTo(other.name());
    }

    private static int protocol(Transport transport) {
      for (SocketSpec<?> spec : transport.schemes().values()) {
        return spec.protocol().number();
      }
      return Integer.MAX_VALUE;
    }
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
    for (Transport transport : transports) {
      transport
          .schemes()
          .forEach((name, spec) -> schemes.putIfAbsent(name, new Scheme(transport, spec)));
    }
  }

  /**
   * The network of all transports that {@link ServiceLoader} finds.
   *
   * @return always the same instance
   */
  public static Network system() {
    return Present.NETWORK;
  }

  @Override
  public List<SchemeInfo> schemes() {
    return schemes.entrySet().stream()
        .map(entry -> info(entry.getKey(), entry.getValue()))
        .toList();
  }

  @Override
  public Optional<SchemeInfo> scheme(String name) {
    return Optional.ofNullable(schemes.get(name)).map(scheme -> info(name, scheme));
  }

  private static SchemeInfo info(String name, Scheme scheme) {
    Optional<String> unavailable = scheme.transport.unavailable(scheme.spec);
    return new SchemeInfo(name, scheme.transport.name(), scheme.spec, unavailable);
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    return available(spec).socket(spec);
  }

  @Override
  public Endpoint socket(Domain domain, SocketType type, Protocol protocol) throws IOException {
    Optional<Scheme> found = find(domain, type, protocol);
    if (found.isEmpty() && (domain.equals(Domain.AF_INET) || domain.equals(Domain.AF_INET6))) {
      found = find(Domain.AF_UNSPEC, type, protocol); // a socket of both families: SCTP's
    }
    if (found.isEmpty()) {
      throw absent("(" + domain + ", " + type + ", " + protocol + ")");
    }
    return socket(found.get().spec);
  }

  private Optional<Scheme> find(Domain domain, SocketType type, Protocol protocol) {
    return schemes.values().stream()
        .filter(scheme -> scheme.spec.matches(domain, type, protocol))
        .findFirst();
  }

  @Override
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException {
    return available(spec).listener(spec);
  }

  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    return available(spec).pair(spec);
  }

  @Override
  public StreamEndpoint connectStream(EndpointUri uri) throws IOException {
    Scheme scheme = scheme(uri);
    if (scheme.isStream()) {
      return FlightRecorder.connect(scheme.transport, scheme.streams(), unframed(uri));
    }
    return new ByteStreamEndpoint(
        FlightRecorder.connect(scheme.transport, scheme.reliableMessages(uri), unframed(uri)));
  }

  @Override
  public Listener<StreamEndpoint> listenStream(EndpointUri uri) throws IOException {
    Scheme scheme = scheme(uri);
    if (scheme.isStream()) {
      return scheme.transport.listen(scheme.streams(), unframed(uri));
    }
    return new ByteStreamListener(
        scheme.transport.listen(scheme.reliableMessages(uri), unframed(uri)));
  }

  @Override
  public MessageEndpoint connectMessages(EndpointUri uri) throws IOException {
    Scheme scheme = scheme(uri);
    if (!scheme.isStream()) {
      return FlightRecorder.connect(scheme.transport, scheme.messages(), unframed(uri));
    }
    EndpointUri stream = unframed(uri);
    return new FramedEndpoint(
        FlightRecorder.connect(scheme.transport, scheme.streams(), stream), maxMessageSize(uri));
  }

  @Override
  public Listener<MessageEndpoint> listenMessages(EndpointUri uri) throws IOException {
    Scheme scheme = scheme(uri);
    if (!scheme.isStream()) {
      return scheme.transport.listen(scheme.messages(), unframed(uri));
    }
    EndpointUri stream = unframed(uri);
    return new FramedListener(
        scheme.transport.listen(scheme.streams(), stream), maxMessageSize(uri));
  }

  @Override
  public MessageEndpoint bindMessages(EndpointUri uri) throws IOException {
    Scheme scheme = scheme(uri);
    if (scheme.isStream()) {
      throw AbstractTransport.onlyConnections(uri);
    }
    return scheme.transport.bind(scheme.messages(), unframed(uri));
  }

  private Scheme scheme(EndpointUri uri) {
    Scheme scheme = schemes.get(uri.scheme());
    if (scheme == null) {
      boolean hostAndPort = uri.address().chars().allMatch(c -> c >= '0' && c <= '9');
      throw new IllegalArgumentException(
          uri
              + ": "
              + (hostAndPort
                  ? "no scheme: write SCHEME://HOST:PORT, such as tcp://" + uri.withoutOptions()
                  : unknownScheme(uri.scheme())));
    }
    requireAvailable(scheme);
    return scheme;
  }

  private String unknownScheme(String scheme) {
    String present =
        schemes.isEmpty()
            ? "no transport is present"
            : "present are " + String.join(", ", schemes.keySet());
    present += failures.isEmpty() ? "" : "; could not be loaded: " + String.join("; ", failures);
    if (scheme.equals("memory")) {
      return "memory is a scheme of MemoryNetwork (dev.sockeye:sockeye-memory), which a test gives to"
          + " the code under test ("
          + present
          + ")";
    } else if (ARTIFACTS.containsKey(scheme)) {
      return "no transport for "
          + scheme
          + ": add dev.sockeye:"
          + ARTIFACTS.get(scheme)
          + " ("
          + present
          + ")";
    }
    String suggestion =
        Nearest.to(scheme, schemes.keySet()).map(n -> ": did you mean " + n + "?").orElse("");
    return "unknown scheme " + scheme + suggestion + " (" + present + ")";
  }

  private Transport available(SocketSpec<?> spec) {
    for (Scheme scheme : schemes.values()) {
      if (scheme.spec.equals(spec)) {
        requireAvailable(scheme);
        return scheme.transport;
      }
    }
    throw absent(spec.toString());
  }

  /** Finds out once that a socket can be run; that it cannot, each time, for that may change. */
  private void requireAvailable(Scheme scheme) {
    if (runnable.contains(scheme.spec)) {
      return;
    }
    scheme
        .transport
        .unavailable(scheme.spec)
        .ifPresent(
            why -> {
              throw new UnsupportedOperationException(
                  scheme.transport.name() + " is not available here: " + why);
            });
    runnable.add(scheme.spec);
  }

  private UnsupportedOperationException absent(String triple) {
    List<String> present =
        schemes.values().stream().map(scheme -> scheme.spec.toString()).distinct().toList();
    return new UnsupportedOperationException(
        "no transport present has the socket "
            + triple
            + ": add the module that brings it (present "
            + (present.isEmpty() ? "is none" : "are " + String.join(" ", present))
            + ")");
  }

  /**
   * The framing is ours: the transport does not know its option. That is checked and left alone
   * where nothing is framed, so that one URI serves code of either shape.
   */
  private static EndpointUri unframed(EndpointUri uri) throws IOException {
    maxMessageSize(uri);
    return uri.withoutOption(SocketOptions.MAX_MESSAGE_SIZE.name());
  }

  private static int maxMessageSize(EndpointUri uri) throws IOException {
    int limit =
        UriOptions.value(uri, SocketOptions.MAX_MESSAGE_SIZE)
            .orElse(SocketOptions.DEFAULT_MAX_MESSAGE_SIZE);
    try {
      return FramedEndpoint.checkLimit(limit);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(uri + ": " + e.getMessage(), e);
    }
  }
}

package dev.sockeye.faults;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.faults.FaultySocket.Names;
import dev.sockeye.network.ForwardingNetwork;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Any network, the real one too, in which things go wrong as a {@link FaultPlan} says.
 *
 * <pre>{@code
 * FaultNetwork network =
 *     FaultNetwork.over(
 *         Network.system(), FaultPlan.parse("delay=50ms..80ms,reset=10k,seed=7"));
 * Client client = new Client(network, EndpointUri.valueOf("tcp://127.0.0.1:5432"));
 * // ... and while it runs:
 * network.faults(FaultPlan.none());
 * }</pre>
 *
 * <p>The sockets work as those underneath do: options, non-blocking mode, {@link
 * dev.sockeye.Poller}, timeouts, close and interrupt. What is above them, a server, an event loop,
 * a driver, needs not know. Those of the network underneath have no faults, nor have the peers: a
 * delay holds once in each direction. Wrap one side.
 *
 * <ul>
 *   <li>Delays and bandwidth: what is written leaves later, what comes is read later. Up to 1 MiB
 *       is under way in each direction; then writers wait, and the peer does. A connect takes a
 *       round trip longer. They count real time, whatever the clock of a network in memory.
 *   <li>Resets, cuts and silence strike after the exact byte; of messages, with the one that
 *       reaches it. Where {@code SO_LINGER} breaks a connection off, as with TCP, the peer meets a
 *       reset, which may overtake what it has not been sent yet; elsewhere, as in the UNIX domain,
 *       an end.
 *   <li>Of a connection that is half open only its close tells the peer.
 *   <li>Refused and unanswered connects are those that this network makes. What is accepted is
 *       connected already.
 *   <li>Over TLS or another layer faults strike above it, in what the program reads and writes; so
 *       do those of messages framed over a stream.
 *   <li>{@code unwrap} of a socket gives nothing of the transport's own, which would go round the
 *       faults. A listener has none itself and gives what it has underneath: what is accepted by
 *       that has none either.
 * </ul>
 *
 * <p>The same seed gives the same {@linkplain FaultEvent events} over every transport, where the
 * same calls come in the same order: what is drawn depends on the number of the connection and on
 * what it has carried, not on time.
 */
public final class FaultNetwork extends ForwardingNetwork {

  private final Consumer<? super FaultEvent> events;
  private final Map<String, Names> names = new ConcurrentHashMap<>();
  private final Set<FaultySocket<?>> open = ConcurrentHashMap.newKeySet();
  private final FaultyDials dials = new FaultyDials();
  private volatile ActivePlan active;

  private FaultNetwork(Network network, FaultPlan plan, Consumer<? super FaultEvent> events) {
    super(network);
    this.events = Objects.requireNonNull(events, "events");
    active = new ActivePlan(plan, events);
  }

  /**
   * Lays faults over a network.
   *
   * @param network opens the sockets
   * @param plan what goes wrong
   * @return the network
   */
  public static FaultNetwork over(Network network, FaultPlan plan) {
    return over(network, plan, event -> {});
  }

  /**
   * Lays faults over a network, and tells which struck.
   *
   * @param network opens the sockets
   * @param plan what goes wrong
   * @param events is told, on any thread and in the middle of a call: it must return quickly and
   *     not call the network or its sockets
   * @return the network
   */
  public static FaultNetwork over(
      Network network, FaultPlan plan, Consumer<? super FaultEvent> events) {
    return new FaultNetwork(network, Objects.requireNonNull(plan, "plan"), events);
  }

  /**
   * Changes what goes wrong, at once and for open sockets too. All that the plan counts, bytes,
   * connects and the draws of its seed, begins anew. What is under way arrives as it was to arrive,
   * connects that hang are tried, and connections that were half open carry on; what broke stays
   * broken.
   *
   * @param plan what goes wrong from now on
   */
  public void faults(FaultPlan plan) {
    active = new ActivePlan(Objects.requireNonNull(plan, "plan"), events);
    dials.wake();
    open.forEach(FaultySocket::planChanged);
  }

  /**
   * What goes wrong now.
   *
   * @return the plan
   */
  public FaultPlan faults() {
    return active.plan();
  }

  ActivePlan active() {
    return active;
  }

  void closed(FaultySocket<?> socket) {
    open.remove(socket);
  }

  /** Gives an endpoint faults, and closes it if that fails. */
  @SuppressWarnings("unchecked") // each has the shape of the one underneath
  <E extends Endpoint> E wrap(E under, Names called) throws IOException {
    try {
      FaultySocket<?> faulty =
          under instanceof StreamEndpoint stream
              ? new FaultyStream(stream, called, this)
              : new FaultyMessages((MessageEndpoint) under, called, this);
      open.add(faulty);
      faulty.begin();
      return (E) faulty;
    } catch (IOException | RuntimeException e) {
      under.close();
      throw e;
    }
  }

  private <E extends Endpoint> E wrap(E under) throws IOException {
    return wrap(under, names(under.spec()));
  }

  /** By the scheme of a URI. */
  private Names names(EndpointUri uri) {
    String scheme = uri.scheme();
    return names.computeIfAbsent(
        scheme,
        name -> network().scheme(name).map(FaultNetwork::names).orElse(new Names(name, name)));
  }

  /** By a triple: those of the first scheme that stands for it. */
  private Names names(SocketSpec<?> spec) {
    return names.computeIfAbsent(
        spec.toString(),
        text ->
            network().schemes().stream()
                .filter(info -> info.spec().toString().equals(text))
                .findFirst()
                .map(FaultNetwork::names)
                .orElse(new Names(text, text)));
  }

  private static Names names(SchemeInfo info) {
    return new Names(FaultPlanBuilder.withoutFamily(info.scheme()), info.transport());
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    return wrap(network().socket(spec));
  }

  @Override
  public Endpoint socket(Domain domain, SocketType type, Protocol protocol) throws IOException {
    return wrap(network().socket(domain, type, protocol));
  }

  @Override
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException {
    return new FaultyListener<>(network().listener(spec), names(spec), this);
  }

  @Override
  public Listener<?> listener(Domain domain, SocketType type, Protocol protocol)
      throws IOException {
    return wrapped(network().listener(domain, type, protocol));
  }

  private <E extends Endpoint> Listener<E> wrapped(Listener<E> listener) {
    return new FaultyListener<>(listener, names(listener.spec()), this);
  }

  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    return wrapped(network().pair(spec));
  }

  @Override
  public EndpointPair<?> pair(Domain domain, SocketType type, Protocol protocol)
      throws IOException {
    return wrapped(network().pair(domain, type, protocol));
  }

  private <E extends Endpoint> EndpointPair<E> wrapped(EndpointPair<E> pair) throws IOException {
    try {
      return new EndpointPair<>(wrap(pair.first()), wrap(pair.second()));
    } catch (IOException | RuntimeException e) {
      pair.close();
      throw e;
    }
  }

  @Override
  public StreamEndpoint connectStream(EndpointUri uri) throws IOException {
    Names called = names(uri);
    return wrap(dials.connect(this, uri, called, network()::connectStream), called);
  }

  @Override
  public Listener<StreamEndpoint> listenStream(EndpointUri uri) throws IOException {
    return new FaultyListener<>(network().listenStream(uri), names(uri), this);
  }

  @Override
  public MessageEndpoint connectMessages(EndpointUri uri) throws IOException {
    Names called = names(uri);
    return wrap(dials.connect(this, uri, called, network()::connectMessages), called);
  }

  @Override
  public Listener<MessageEndpoint> listenMessages(EndpointUri uri) throws IOException {
    return new FaultyListener<>(network().listenMessages(uri), names(uri), this);
  }

  @Override
  public MessageEndpoint bindMessages(EndpointUri uri) throws IOException {
    return wrap(network().bindMessages(uri), names(uri));
  }
}

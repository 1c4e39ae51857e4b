package dev.sockeye.memory;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.SocketSpec;
import dev.sockeye.inet.HostPort;
import dev.sockeye.inet.InetAddresses;
import dev.sockeye.inet.LocalAddress;
import dev.sockeye.sctp.Sctp;
import dev.sockeye.sctp.SctpTransport;
import dev.sockeye.spi.AbstractTransport;
import dev.sockeye.spi.UriOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * SCTP in one network, with all that is its own: what {@link MemoryTransport} is for other kinds.
 * Only loaded where the module {@code dev.sockeye.sctp} is present.
 */
final class MemorySctpTransport extends AbstractTransport {

  /** How long an address may take while others are left, as with the real ones. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final SctpTransport REAL = new SctpTransport();

  private final Kernel kernel;
  private final AbandonedAssociations abandoned = new AbandonedAssociations();
  private final InetNames names;

  MemorySctpTransport(Kernel kernel) {
    super(REAL.name(), REAL.schemes());
    this.kernel = kernel;
    names = new InetNames(kernel, Kind.SCTP_ONE_TO_ONE);
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    return spec.shape().cast(isOneToOne(spec) ? oneToOne() : oneToMany());
  }

  private static boolean isOneToOne(SocketSpec<?> spec) {
    return spec.equals(Sctp.ONE_TO_ONE);
  }

  private MemorySctpOneToOne oneToOne() throws ClosedChannelException {
    return new MemorySctpOneToOne(kernel, Sctp.ONE_TO_ONE, abandoned);
  }

  private MemorySctpOneToMany oneToMany() throws ClosedChannelException {
    return new MemorySctpOneToMany(kernel, Sctp.ONE_TO_MANY, abandoned);
  }

  @Override
  @SuppressWarnings("unchecked") // both specifications are of this shape
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException {
    if (!isOneToOne(spec)) {
      throw noConnections("sctp+seqpacket"); // one endpoint has all associations
    }
    return (Listener<E>) new MemorySctpListener(kernel, Sctp.ONE_TO_ONE, abandoned);
  }

  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    EndpointPair<E> pair = new EndpointPair<>(socket(spec), socket(spec));
    try {
      pair.first().bind(new InetSocketAddress(PortTable.LOOPBACK4, 0));
      pair.second().bind(new InetSocketAddress(PortTable.LOOPBACK4, 0));
      join(pair.first(), pair.second());
      return pair;
    } catch (IOException | RuntimeException e) {
      pair.close();
      throw e;
    }
  }

  private void join(Endpoint first, Endpoint second) throws IOException {
    if (first instanceof MemorySctpOneToOne client) {
      associate(client, (MemorySctpOneToOne) second);
    } else {
      first.connect(second.getLocalAddress());
      second.connect(first.getLocalAddress());
    }
  }

  private void associate(MemorySctpOneToOne client, MemorySctpOneToOne server) {
    kernel.lock().lock();
    try {
      InetSocketAddress target = (InetSocketAddress) server.local();
      ActiveFaults faults = kernel.faultsOfConnect(Kind.SCTP_ONE_TO_ONE, target);
      Association.setUp(
          client,
          target,
          new AssociationAcceptor.Admission(server, List.of(target)),
          faults,
          kernel.time().nanoTime());
    } finally {
      kernel.lock().unlock();
    }
  }

  // By URI.

  /** Tries the peer's addresses in turn. */
  @Override
  public <E extends Endpoint> E connect(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    LocalAddress local = LocalAddress.of(uri, (own, host) -> resolveAll(own, true).get(0));
    List<InetSocketAddress> addresses = local.reachable(resolveAll(uri, false));
    IOException failure = null;
    for (int i = 0; i < addresses.size(); i++) {
      try {
        return connect(spec, local, addresses.get(i), i < addresses.size() - 1);
      } catch (ClosedChannelException e) {
        throw e; // interrupted
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    throw failure;
  }

  private <E extends Endpoint> E connect(
      SocketSpec<E> spec, LocalAddress local, InetSocketAddress address, boolean othersLeft)
      throws IOException {
    E endpoint = socket(spec);
    try {
      applyOptions(spec, local.uri(), endpoint);
      local.bind(endpoint);
      Duration timeout = endpoint.getOption(EndpointOptions.SO_SNDTIMEO);
      if (othersLeft && timeout.isZero()) {
        endpoint.setOption(EndpointOptions.SO_SNDTIMEO, PATIENCE);
      }
      endpoint.connect(address);
      endpoint.setOption(EndpointOptions.SO_SNDTIMEO, timeout);
      return endpoint;
    } catch (IOException | RuntimeException e) {
      closeAfter(e, endpoint);
      throw e;
    }
  }

  @Override
  public <E extends Endpoint> Listener<E> listen(SocketSpec<E> spec, EndpointUri uri)
      throws IOException {
    List<InetSocketAddress> addresses = InetAddresses.requireDistinct(uri, resolveAll(uri, true));
    Listener<E> listener = super.listen(spec, uri);
    try {
      bindMore((Multihomed) listener, addresses);
      return listener;
    } catch (IOException | RuntimeException e) {
      closeAfter(e, listener);
      throw e;
    }
  }

  @Override
  public <E extends Endpoint> E bind(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    if (isOneToOne(spec)) {
      throw new UnsupportedOperationException(
          uri + ": sctp takes messages only over connections: use listenMessages");
    }
    List<InetSocketAddress> addresses = InetAddresses.requireDistinct(uri, resolveAll(uri, true));
    E endpoint = super.bind(spec, uri);
    try {
      bindMore((Multihomed) endpoint, addresses);
      return endpoint;
    } catch (IOException | RuntimeException e) {
      closeAfter(e, endpoint);
      throw e;
    }
  }

  private void bindMore(Multihomed socket, List<InetSocketAddress> addresses) throws IOException {
    kernel.lock().lock();
    try {
      for (InetSocketAddress address : addresses.subList(1, addresses.size())) {
        socket.boundAddresses().add(address);
      }
    } finally {
      kernel.lock().unlock();
    }
  }

  @Override
  protected EndpointUri checkAddress(SocketSpec<?> spec, EndpointUri uri) throws IOException {
    return LocalAddress.check(super.checkAddress(spec, uri), spec.domain());
  }

  @Override
  protected SocketAddress resolve(SocketSpec<?> spec, EndpointUri uri, boolean passive)
      throws IOException {
    return resolveAll(uri, passive).get(0);
  }

  private List<InetSocketAddress> resolveAll(EndpointUri uri, boolean passive) throws IOException {
    return names.resolve(uri, HostPort.parse(uri), Domain.AF_UNSPEC, passive);
  }

  @Override
  public Map<Class<?>, UriOptions.OptionType<?>> optionTypes() {
    return REAL.optionTypes();
  }
}

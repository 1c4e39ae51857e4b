package dev.sockeye.memory;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.inet.HostPort;
import dev.sockeye.inet.LocalAddress;
import dev.sockeye.spi.AbstractTransport;
import dev.sockeye.spi.UriOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sockets of one kind in one network. */
final class MemoryTransport extends AbstractTransport {

  private final Kernel kernel;
  private final Kind kind;
  private final InetNames names;

  MemoryTransport(Kernel kernel, Kind kind) {
    super(kind.transport(), kind.specs());
    this.kernel = kernel;
    this.kind = kind;
    names = new InetNames(kernel, kind);
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    return spec.shape().cast(open(spec));
  }

  private MemorySocket<?> open(SocketSpec<?> spec) throws ClosedChannelException {
    if (kind.isStream()) {
      return stream(spec);
    }
    return kind.hasConnections() ? packets(spec) : datagrams(spec);
  }

  @SuppressWarnings("unchecked") // the kind says so
  private MemoryStreamEndpoint stream(SocketSpec<?> spec) throws ClosedChannelException {
    SocketSpec<StreamEndpoint> stream = (SocketSpec<StreamEndpoint>) spec;
    return switch (kind.family()) {
      case UNIX -> new UnixStreamEndpoint(kernel, kind, stream);
      case TIPC -> TipcSockets.stream(kernel, kind, stream);
      case INET, VSOCK, NAME, DESCRIBED -> new MemoryStreamEndpoint(kernel, kind, stream);
    };
  }

  @SuppressWarnings("unchecked") // the kind says so
  private MemoryPacketEndpoint packets(SocketSpec<?> spec) throws ClosedChannelException {
    SocketSpec<MessageEndpoint> packets = (SocketSpec<MessageEndpoint>) spec;
    return switch (kind.family()) {
      case UNIX -> new UnixPacketEndpoint(kernel, kind, packets);
      case TIPC -> TipcSockets.packets(kernel, kind, packets);
      case INET, VSOCK, NAME, DESCRIBED -> new MemoryPacketEndpoint(kernel, kind, packets);
    };
  }

  @SuppressWarnings("unchecked") // the kind says so
  private MemoryDatagramEndpoint datagrams(SocketSpec<?> spec) throws ClosedChannelException {
    SocketSpec<MessageEndpoint> datagrams = (SocketSpec<MessageEndpoint>) spec;
    return switch (kind.family()) {
      case UNIX -> new UnixDatagramEndpoint(kernel, kind, datagrams);
      case TIPC -> TipcSockets.datagrams(kernel, kind, datagrams);
      case INET, VSOCK, NAME, DESCRIBED -> otherDatagrams(datagrams);
    };
  }

  private MemoryDatagramEndpoint otherDatagrams(SocketSpec<MessageEndpoint> spec)
      throws ClosedChannelException {
    return switch (kind) {
      case UDP -> new UdpEndpoint(kernel, kind, spec);
      case UDPLITE -> new InetDatagramEndpoint(kernel, kind, spec);
      default -> new MemoryDatagramEndpoint(kernel, kind, spec);
    };
  }

  @Override
  @SuppressWarnings("unchecked") // the kind says which shape it is
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException {
    if (!kind.hasConnections()) {
      throw noConnections(kind.scheme());
    } else if (kind.isStream()) {
      return (Listener<E>) listener((SocketSpec<StreamEndpoint>) spec, () -> stream(spec));
    }
    return (Listener<E>) listener((SocketSpec<MessageEndpoint>) spec, () -> packets(spec));
  }

  private <E extends Endpoint, L extends Lane> Listener<E> listener(
      SocketSpec<E> spec, MemoryListener.Opener<E, L> opener) throws IOException {
    return kind.family() == Family.TIPC
        ? TipcSockets.listener(kernel, kind, spec, opener)
        : new MemoryListener<>(kernel, kind, spec, opener);
  }

  @Override
  public Optional<EndpointUri> loopback(String scheme, Path free) {
    return switch (kind.family()) {
      case INET, UNIX -> super.loopback(scheme, free);
      case VSOCK -> Optional.of(EndpointUri.valueOf(scheme + "://1:0"));
      case TIPC -> Optional.of(TipcSockets.free(scheme));
      case NAME -> Optional.of(EndpointUri.valueOf(scheme + ":loopback").withAddress(named(free)));
      case DESCRIBED -> Optional.empty();
    };
  }

  private static SocketAddress named(Path free) {
    return new MemoryAddress(free.getFileName().toString());
  }

  @Override
  public <E extends Endpoint> E connect(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    return kind.family() == Family.INET && uri.options().containsKey(LocalAddress.OPTION)
        ? connectFrom(LocalAddress.of(uri, (own, host) -> inet(spec, own, true)), spec, uri)
        : super.connect(spec, uri);
  }

  private <E extends Endpoint> E connectFrom(
      LocalAddress local, SocketSpec<E> spec, EndpointUri uri) throws IOException {
    InetSocketAddress peer = local.reachable(List.of(inet(spec, uri, false))).get(0);
    E endpoint = local.bind(openWith(spec, local.uri()));
    try {
      endpoint.connect(peer);
      return endpoint;
    } catch (IOException | RuntimeException e) {
      closeAfter(e, endpoint);
      throw e;
    }
  }

  private InetSocketAddress inet(SocketSpec<?> spec, EndpointUri uri, boolean passive)
      throws IOException {
    return names.resolve(uri, HostPort.parseSingle(uri), spec.domain(), passive).get(0);
  }

  @Override
  public <E extends Endpoint> E bind(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    if (kind.hasConnections()) {
      throw onlyConnections(uri);
    }
    return kind == Kind.UDP ? bindUdp(spec, uri) : super.bind(spec, uri);
  }

  private <E extends Endpoint> E bindUdp(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    InetSocketAddress local = (InetSocketAddress) resolve(spec, uri, true);
    E endpoint = openWith(spec, uri);
    try {
      UdpModule.MULTICAST.bind(endpoint, uri, local);
      return endpoint;
    } catch (IOException | RuntimeException e) {
      closeAfter(e, endpoint);
      throw e;
    }
  }

  /** As in the UNIX domain of Linux. */
  @Override
  protected boolean bindsBeforeConnect(SocketSpec<?> spec) {
    return kind == Kind.UNIX_DATAGRAM;
  }

  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    E first = socket(spec);
    E second = socket(spec);
    kernel.lock().lock();
    try {
      name(first, second);
      join(first, second);
      return new EndpointPair<>(first, second);
    } catch (IOException | RuntimeException e) {
      closeAfter(e, first);
      closeAfter(e, second);
      throw e;
    } finally {
      kernel.lock().unlock();
    }
  }

  private void name(Endpoint... endpoints) throws IOException {
    for (Endpoint endpoint : endpoints) {
      if (kind.family() == Family.INET) {
        endpoint.bind(new InetSocketAddress(InetNames.localhost(endpoint.spec().domain()), 0));
      } else if (kind.family() == Family.VSOCK) {
        endpoint.bind(VsockSockets.loopback());
      } else if (kind.hasConnections() && kind.family() != Family.TIPC) {
        ((MemorySocket<?>) endpoint).takeLocal(kind.family().unnamed());
      }
    }
  }

  private void join(Endpoint first, Endpoint second) throws IOException {
    if (first instanceof MemoryStreamEndpoint stream) {
      ConnectionEndpoint.join(stream, (MemoryStreamEndpoint) second, faults(second));
    } else if (first instanceof MemoryPacketEndpoint packets) {
      ConnectionEndpoint.join(packets, (MemoryPacketEndpoint) second, faults(second));
    } else {
      MemoryDatagramEndpoint.join((MemoryDatagramEndpoint) first, (MemoryDatagramEndpoint) second);
    }
  }

  private ActiveFaults faults(Endpoint endpoint) throws IOException {
    return kernel.faultsOfConnect(kind, endpoint.getLocalAddress());
  }

  @Override
  protected EndpointUri checkAddress(SocketSpec<?> spec, EndpointUri uri) throws IOException {
    EndpointUri checked = super.checkAddress(spec, uri);
    return kind.family() == Family.INET ? LocalAddress.check(checked, spec.domain()) : checked;
  }

  @Override
  protected SocketAddress resolve(SocketSpec<?> spec, EndpointUri uri, boolean passive)
      throws IOException {
    return switch (kind.family()) {
      case INET -> inet(spec, uri, passive);
      case UNIX -> UnixModule.DOMAIN.resolve(spec, uri);
      case VSOCK -> VsockSockets.resolve(uri, passive);
      case TIPC -> TipcSockets.resolve(spec, uri, passive);
      case NAME, DESCRIBED -> new MemoryAddress(uri.decodedAddress());
    };
  }

  @Override
  public Map<Class<?>, UriOptions.OptionType<?>> optionTypes() {
    return switch (kind.family()) {
      case UNIX -> UnixModule.DOMAIN.optionTypes();
      case INET -> kind == Kind.UDP ? UdpModule.MULTICAST.optionTypes() : Map.of();
      case VSOCK, TIPC, NAME, DESCRIBED -> Map.of();
    };
  }
}

package dev.sockeye.memory;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Protocol;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.spi.AbstractTransport;
import dev.sockeye.spi.UriOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sockets of a transport that describes itself: its schemes, triples, addresses and options are
 * those of the system's one, which opens nothing. The sockets have a {@link ScriptedPeer}, or are
 * those of CAN.
 */
final class DescribedTransport extends AbstractTransport {

  /** Slashes, a host that is a name, and what follows it. */
  private static final Pattern HOST = Pattern.compile("//(?!\\d+(?:\\.\\d+){3})([^:/\\[]+)(:.*)?");

  private final Kernel kernel;
  private final Kind kind;
  private final AbstractTransport described;
  private final ScriptedPeer peer; // null if there is none

  DescribedTransport(Kernel kernel, Kind kind, AbstractTransport described, ScriptedPeer peer) {
    super(described.name(), described.schemes());
    this.kernel = kernel;
    this.kind = kind;
    this.described = described;
    this.peer = peer;
  }

  /** The kind that a socket is of. */
  Kind kind(SocketSpec<?> spec) {
    return kind == Kind.CAN ? CanBus.kind(spec) : kind;
  }

  @Override
  public Optional<SocketSpec<?>> spec(Domain domain, SocketType type, Protocol protocol) {
    return described.spec(domain, type, protocol);
  }

  @Override
  public SocketSpec<?> spec(EndpointUri uri) throws IOException {
    return described.spec(withNumbers(uri));
  }

  @Override
  public boolean isAddressOptional(SocketSpec<?> spec) {
    return described.isAddressOptional(spec);
  }

  @Override
  public Set<SocketOption<?>> endpointOptions(SocketSpec<?> spec) {
    return described.endpointOptions(spec);
  }

  @Override
  public Map<Class<?>, UriOptions.OptionType<?>> optionTypes() {
    return described.optionTypes();
  }

  @Override
  public Optional<String> unavailable(SocketSpec<?> spec) {
    return kind == Kind.CAN || peer != null
        ? Optional.empty()
        : Optional.of(
            "in memory a test says who is at the other end: MemoryNetwork.builder().peer(\""
                + name()
                + "\", (request, line) -> ...), see ScriptedPeer");
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    if (spec.shape() == Endpoint.class) {
      throw new UnsupportedOperationException(
          name() + ": a socket has a protocol: open one of a URI, or of a specification with it");
    }
    return spec.shape().cast(open(spec));
  }

  @SuppressWarnings("unchecked") // all of them have messages
  private DescribedEndpoint open(SocketSpec<?> spec) throws ClosedChannelException {
    SocketSpec<MessageEndpoint> messages = (SocketSpec<MessageEndpoint>) spec;
    return kind == Kind.CAN
        ? CanBus.socket(kernel, messages, endpointOptions(spec))
        : new ScriptedEndpoint(kernel, messages, this, peer);
  }

  @Override
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) {
    throw noConnections(name());
  }

  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) {
    throw new UnsupportedOperationException(
        name()
            + (kind == Kind.CAN
                ? ": sockets meet at an interface: connect two to the same, such as can:vcan0"
                : ": sockets have a scripted peer in memory, and there are no pairs of them"));
  }

  @Override
  public <E extends Endpoint> E connect(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    return kind == Kind.CAN && CanBus.hasLocal(spec)
        ? connectBound(spec, uri)
        : super.connect(spec, uri);
  }

  @Override
  public <E extends Endpoint> E bind(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    return kind == Kind.CAN && CanBus.isManager(spec) ? connect(spec, uri) : super.bind(spec, uri);
  }

  private <E extends Endpoint> E connectBound(SocketSpec<E> spec, EndpointUri uri)
      throws IOException {
    SocketAddress peer = resolve(spec, uri, false);
    E endpoint = openWith(spec, CanBus.withoutLocal(uri));
    try {
      endpoint.bind(CanBus.local(described, uri, peer));
      endpoint.connect(peer);
      return endpoint;
    } catch (IOException | RuntimeException e) {
      closeAfter(e, endpoint);
      throw e;
    }
  }

  /** None: not each socket reaches another. */
  @Override
  public Optional<EndpointUri> loopback(String scheme, Path free) {
    return Optional.empty();
  }

  @Override
  protected boolean bindsBeforeConnect(SocketSpec<?> spec) {
    return kind == Kind.NETLINK;
  }

  @Override
  protected EndpointUri checkAddress(SocketSpec<?> spec, EndpointUri uri) throws IOException {
    EndpointUri checked = super.checkAddress(spec, uri);
    return kind == Kind.CAN && CanBus.hasLocal(spec)
        ? CanBus.checkLocal(described, checked)
        : checked;
  }

  @Override
  protected SocketAddress resolve(SocketSpec<?> spec, EndpointUri uri, boolean passive)
      throws IOException {
    SocketAddress address = described.address(spec, withNumbers(uri), passive);
    Matcher host = HOST.matcher(uri.decodedAddress());
    return address instanceof InetSocketAddress inet && isName(host)
        ? InetSocketAddress.createUnresolved(host.group(1), inet.getPort())
        : address;
  }

  private static boolean isName(Matcher host) {
    return host.matches() && !host.group(1).equalsIgnoreCase("localhost");
  }

  /** With the numbers of interfaces for their names; and of a host, since none is looked up. */
  private EndpointUri withNumbers(EndpointUri uri) {
    if (kind == Kind.PACKET || kind == Kind.CAN) {
      return kernel.interfaces().numbered(uri);
    }
    Matcher host = HOST.matcher(uri.decodedAddress());
    if (kind == Kind.NETLINK || !isName(host)) {
      return uri;
    }
    String any = uri.scheme().endsWith("6") ? "//[::1]" : "//127.0.0.1";
    String rest = host.group(2) == null ? "" : host.group(2);
    return InterfaceNames.withAddress(uri, any + rest);
  }

  /** The address of a socket that was bound to none in particular. */
  SocketAddress anywhere(SocketSpec<?> spec) {
    return switch (kind) {
      case NETLINK -> numbered(spec, 0);
      case PACKET -> address(spec, "packet:");
      default -> wildcard(spec.domain());
    };
  }

  private static InetSocketAddress wildcard(Domain domain) {
    try {
      int length = domain.equals(Domain.AF_INET6) ? 16 : 4;
      return new InetSocketAddress(InetAddress.getByAddress(new byte[length]), 0);
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError("4 and 16 bytes are an address", e);
    }
  }

  /** The address of the netlink socket of a number. */
  SocketAddress numbered(SocketSpec<?> spec, int number) {
    return address(spec, "netlink:" + spec.protocol().number() + '/' + number);
  }

  private SocketAddress address(SocketSpec<?> spec, String uri) {
    try {
      return described.address(spec, EndpointUri.valueOf(uri), true);
    } catch (IOException e) {
      throw new AssertionError("there is nothing in it to be looked up", e);
    }
  }
}

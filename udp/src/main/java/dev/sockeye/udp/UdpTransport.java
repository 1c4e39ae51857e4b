package dev.sockeye.udp;

import static java.net.StandardSocketOptions.SO_REUSEADDR;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.inet.HostPort;
import dev.sockeye.inet.InetAddresses;
import dev.sockeye.inet.InetChannels;
import dev.sockeye.inet.LocalAddress;
import dev.sockeye.spi.AbstractTransport;
import dev.sockeye.spi.AdoptingTransport;
import dev.sockeye.spi.OpenSocket;
import dev.sockeye.spi.UriOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The transport that {@link Udp} describes. */
public final class UdpTransport extends AbstractTransport implements AdoptingTransport {

  /** Creates the transport. */
  public UdpTransport() {
    super("udp", schemesOfUdp());
  }

  private static Map<String, SocketSpec<?>> schemesOfUdp() {
    Map<String, SocketSpec<?>> schemes = new LinkedHashMap<>();
    schemes.put("udp", Udp.DATAGRAM);
    schemes.put("udp4", Udp.DATAGRAM4);
    schemes.put("udp6", Udp.DATAGRAM6);
    return schemes;
  }

  @Override
  public Optional<String> unavailable(SocketSpec<?> spec) {
    return InetChannels.unavailable(spec, UdpTransport::open);
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    return spec.shape().cast(new DatagramEndpoint(datagrams(spec), open(spec)));
  }

  @Override
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) {
    throw noConnections(name());
  }

  @Override
  public <E extends Endpoint> E adopt(SocketSpec<E> spec, OpenSocket socket) throws IOException {
    SocketSpec<MessageEndpoint> datagrams = datagrams(spec);
    SocketAddress local = socket.localAddress();
    SocketAddress remote = socket.remoteAddress();
    DatagramChannel channel = socket.takeChannel(DatagramChannel.class);
    try {
      return spec.shape().cast(new AdoptedEndpoint(datagrams, channel, local, remote));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public <E extends Endpoint> Listener<E> adoptListener(SocketSpec<E> spec, OpenSocket socket) {
    throw noConnections(name());
  }

  /** Over the loopback interface, each connected to the other. */
  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    InetSocketAddress loopback = InetChannels.loopback(spec);
    E first = socket(spec);
    try {
      first.bind(loopback);
      E second = socket(spec);
      try {
        second.bind(loopback);
        first.connect(second.getLocalAddress());
        second.connect(first.getLocalAddress());
        return new EndpointPair<>(first, second);
      } catch (IOException | RuntimeException e) {
        closeAfter(e, second);
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      closeAfter(e, first);
      throw e;
    }
  }

  @Override
  public <E extends Endpoint> E connect(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    return DatagramPeers.connect(name(), spec, uri, own -> openWith(spec, own));
  }

  /** Binding to a multicast group joins it: {@link #bindAndJoin}. */
  @Override
  public <E extends Endpoint> E bind(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    InetSocketAddress local = resolve(spec, uri, true);
    E endpoint = openWith(spec, uri);
    try {
      bindAndJoin(endpoint, uri, local);
      return endpoint;
    } catch (IOException | RuntimeException e) {
      closeAfter(e, endpoint);
      throw e;
    }
  }

  /**
   * Binds an endpoint to the address of a URI, {@code bind(2)}; if that is a multicast group, joins
   * it. Whoever joins one shares the port with others on this host that do: {@code SO_REUSEADDR} is
   * set then, unless the URI says otherwise.
   *
   * @param endpoint one that has the options of the URI
   * @param uri the URI
   * @param local its address, with its scope
   * @throws IOException if the system refuses
   */
  public static void bindAndJoin(Endpoint endpoint, EndpointUri uri, InetSocketAddress local)
      throws IOException {
    boolean isGroup = !local.isUnresolved() && local.getAddress().isMulticastAddress();
    boolean joinsOthers = uri.options().containsKey(Udp.IP_ADD_MEMBERSHIP.name());
    if ((joinsOthers || isGroup) && !uri.options().containsKey(SO_REUSEADDR.name())) {
      endpoint.setOption(SO_REUSEADDR, true);
    }
    endpoint.bind(local);
    if (!joinsOthers && isGroup) {
      endpoint.setOption(Udp.IP_ADD_MEMBERSHIP, Membership.of(local.getAddress()));
    }
  }

  @Override
  protected EndpointUri checkAddress(SocketSpec<?> spec, EndpointUri uri) {
    InetAddresses.check(uri, HostPort.parseSingle(uri), spec.domain());
    return LocalAddress.check(uri, spec.domain());
  }

  @Override
  protected InetSocketAddress resolve(SocketSpec<?> spec, EndpointUri uri, boolean passive)
      throws IOException {
    HostPort address = HostPort.parseSingle(uri);
    return passive
        ? InetAddresses.local(uri, address, spec.domain())
        : InetAddresses.resolve(uri, address.requirePeer(uri), spec.domain()).get(0);
  }

  @Override
  public Map<Class<?>, UriOptions.OptionType<?>> optionTypes() {
    return Map.of(
        Membership.class,
        new UriOptions.OptionType<>(
            "GROUP, GROUP@INTERFACE or GROUP@INTERFACE/SOURCE, or several with commas",
            Membership::parse,
            true));
  }

  private static DatagramChannel open(SocketSpec<?> spec) throws IOException {
    ProtocolFamily family = InetChannels.family(spec);
    return family == null ? DatagramChannel.open() : DatagramChannel.open(family);
  }

  @SuppressWarnings("unchecked") // the three specifications are of this shape
  private static SocketSpec<MessageEndpoint> datagrams(SocketSpec<?> spec) {
    if (spec.equals(Udp.DATAGRAM) || spec.equals(Udp.DATAGRAM4) || spec.equals(Udp.DATAGRAM6)) {
      return (SocketSpec<MessageEndpoint>) spec;
    }
    throw new UnsupportedOperationException("udp has no socket " + spec);
  }
}

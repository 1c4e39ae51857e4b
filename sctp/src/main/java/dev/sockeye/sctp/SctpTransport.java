package dev.sockeye.sctp;

import com.sun.nio.sctp.SctpChannel;
import com.sun.nio.sctp.SctpMultiChannel;
import com.sun.nio.sctp.SctpServerChannel;
import com.sun.nio.sctp.SctpStandardSocketOptions;
import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.inet.HappyEyeballs;
import dev.sockeye.inet.HostPort;
import dev.sockeye.inet.InetAddresses;
import dev.sockeye.inet.InetChannels;
import dev.sockeye.inet.LocalAddress;
import dev.sockeye.spi.AbstractTransport;
import dev.sockeye.spi.AdoptingTransport;
import dev.sockeye.spi.OpenSocket;
import dev.sockeye.spi.UriOptions;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The transport that {@link Sctp} describes. */
public final class SctpTransport extends AbstractTransport implements AdoptingTransport {

  /** Creates the transport. */
  public SctpTransport() {
    super("sctp", schemesOfSctp());
  }

  private static Map<String, SocketSpec<?>> schemesOfSctp() {
    Map<String, SocketSpec<?>> schemes = new LinkedHashMap<>();
    schemes.put("sctp", Sctp.ONE_TO_ONE);
    schemes.put("sctp+seqpacket", Sctp.ONE_TO_MANY);
    return schemes;
  }

  @Override
  public Optional<String> unavailable(SocketSpec<?> spec) {
    try {
      return Availability.missing(spec);
    } catch (NoClassDefFoundError e) { // a runtime image without the module jdk.sctp
      return Optional.of("this Java runtime has no module jdk.sctp: take a whole JDK");
    }
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    return spec.shape().cast(isOneToOne(spec) ? openOneToOne() : openOneToMany());
  }

  @Override
  @SuppressWarnings("unchecked") // isOneToOne checks the specification, and so the shape
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException {
    if (!isOneToOne(spec)) {
      throw noConnections("sctp+seqpacket"); // one endpoint has all associations
    }
    return (Listener<E>) new SctpListener(Sctp.ONE_TO_ONE, SctpServerChannel.open());
  }

  @Override
  public <E extends Endpoint> E adopt(SocketSpec<E> spec, OpenSocket socket) throws IOException {
    MessageEndpoint endpoint =
        isOneToOne(spec) ? AdoptedSockets.oneToOne(socket) : AdoptedSockets.oneToMany(socket);
    return closedUnless(
        endpoint,
        () -> {
          endpoint.setOption(SctpStandardSocketOptions.SCTP_NODELAY, true);
          return spec.shape().cast(endpoint);
        });
  }

  @Override
  @SuppressWarnings("unchecked") // isOneToOne checks the specification, and so the shape
  public <E extends Endpoint> Listener<E> adoptListener(SocketSpec<E> spec, OpenSocket socket)
      throws IOException {
    if (!isOneToOne(spec)) {
      throw noConnections("sctp+seqpacket");
    }
    return (Listener<E>) AdoptedSockets.listener(socket);
  }

  private static boolean isOneToOne(SocketSpec<?> spec) {
    if (spec.equals(Sctp.ONE_TO_ONE)) {
      return true;
    } else if (spec.equals(Sctp.ONE_TO_MANY)) {
      return false;
    }
    throw new UnsupportedOperationException("sctp has no socket " + spec);
  }

  static OneToOneEndpoint openOneToOne() throws IOException {
    SctpChannel channel = SctpChannel.open();
    return closedUnless(
        channel,
        () -> {
          channel.setOption(SctpStandardSocketOptions.SCTP_NODELAY, true);
          return new OneToOneEndpoint(Sctp.ONE_TO_ONE, channel);
        });
  }

  private static OneToManyEndpoint openOneToMany() throws IOException {
    SctpMultiChannel channel = SctpMultiChannel.open();
    return closedUnless(
        channel,
        () -> {
          channel.setOption(SctpStandardSocketOptions.SCTP_NODELAY, true, null);
          return new OneToManyEndpoint(Sctp.ONE_TO_MANY, channel);
        });
  }

  /** An endpoint over a channel that was accepted or branched off. */
  static OneToOneEndpoint connected(SctpChannel channel) throws IOException {
    return closedUnless(
        channel,
        () -> {
          channel.setOption(SctpStandardSocketOptions.SCTP_NODELAY, true);
          return OneToOneEndpoint.connected(Sctp.ONE_TO_ONE, channel);
        });
  }

  private interface Step<T> {
    T run() throws IOException;
  }

  private static <T> T closedUnless(Closeable socket, Step<T> step) throws IOException {
    try {
      return step.run();
    } catch (IOException | RuntimeException e) {
      try {
        socket.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** Over the loopback interface. */
  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    return isOneToOne(spec) ? connectedPair(spec) : associatedPair(spec);
  }

  private <E extends Endpoint> EndpointPair<E> connectedPair(SocketSpec<E> spec)
      throws IOException {
    try (Listener<E> listener = listener(spec)) {
      listener.bind(loopback(), 1);
      E first = socket(spec);
      return closedUnless(
          first,
          () -> {
            first.bind(loopback());
            first.connect(listener.getLocalAddress());
            return new EndpointPair<>(first, acceptFrom(first.getLocalAddress(), listener));
          });
    }
  }

  /** Anybody on this host may have connected before: strangers are sent away. */
  private static <E extends Endpoint> E acceptFrom(SocketAddress peer, Listener<E> listener)
      throws IOException {
    while (true) {
      E accepted = listener.accept();
      if (peer.equals(accepted.getRemoteAddress())) {
        return accepted;
      }
      accepted.close();
    }
  }

  private <E extends Endpoint> EndpointPair<E> associatedPair(SocketSpec<E> spec)
      throws IOException {
    E first = socket(spec);
    return closedUnless(
        first,
        () -> {
          first.bind(loopback());
          E second = socket(spec);
          return closedUnless(
              second,
              () -> {
                second.bind(loopback());
                first.connect(second.getLocalAddress());
                second.connect(first.getLocalAddress());
                return new EndpointPair<>(first, second);
              });
        });
  }

  private static InetSocketAddress loopback() throws IOException {
    return InetChannels.loopback(Sctp.ONE_TO_ONE);
  }

  /**
   * The JDK has no {@code sctp_connectx(3)}; once an association stands, it has all addresses of
   * the peer's in any case.
   */
  @Override
  public <E extends Endpoint> E connect(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    HostPort peer = HostPort.parse(uri).requirePeer(uri);
    LocalAddress local = LocalAddress.of(uri, Domain.AF_UNSPEC);
    List<InetSocketAddress> addresses = InetAddresses.resolve(uri, peer, Domain.AF_UNSPEC);
    return new HappyEyeballs<>(name(), uri, () -> local.bind(openWith(spec, local.uri())))
        .connect(local.reachable(addresses));
  }

  @Override
  public <E extends Endpoint> Listener<E> listen(SocketSpec<E> spec, EndpointUri uri)
      throws IOException {
    List<InetSocketAddress> addresses = locals(uri);
    Listener<E> listener = super.listen(spec, uri);
    return closedUnless(
        listener,
        () -> {
          bindMore(listener.unwrap(SctpMultihomed.class), addresses);
          return listener;
        });
  }

  @Override
  public <E extends Endpoint> E bind(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    if (isOneToOne(spec)) {
      throw onlyConnections(uri);
    }
    List<InetSocketAddress> addresses = locals(uri);
    E endpoint = super.bind(spec, uri);
    return closedUnless(
        endpoint,
        () -> {
          bindMore(endpoint.unwrap(SctpMultihomed.class), addresses);
          return endpoint;
        });
  }

  private static void bindMore(SctpMultihomed socket, List<InetSocketAddress> addresses)
      throws IOException {
    for (InetSocketAddress address : addresses.subList(1, addresses.size())) {
      socket.bindAddress(address.getAddress());
    }
  }

  @Override
  protected EndpointUri checkAddress(SocketSpec<?> spec, EndpointUri uri) {
    InetAddresses.check(uri, HostPort.parse(uri), spec.domain());
    return LocalAddress.check(uri, spec.domain());
  }

  @Override
  protected SocketAddress resolve(SocketSpec<?> spec, EndpointUri uri, boolean passive)
      throws IOException {
    return locals(uri).get(0);
  }

  /** An address of its own for each host; of a name, the first that is this host's. */
  private static List<InetSocketAddress> locals(EndpointUri uri) throws IOException {
    HostPort address = HostPort.parse(uri);
    if (address.hosts().isEmpty()) {
      return InetAddresses.resolve(uri, address, Domain.AF_UNSPEC);
    }
    List<InetSocketAddress> found = new ArrayList<>();
    for (String host : address.hosts()) {
      HostPort single = new HostPort(List.of(host), address.port());
      found.add(InetAddresses.local(uri, single, Domain.AF_UNSPEC));
    }
    return InetAddresses.requireDistinct(uri, found);
  }

  @Override
  public Map<Class<?>, UriOptions.OptionType<?>> optionTypes() {
    return SctpOptions.types();
  }
}

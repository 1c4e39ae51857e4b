package dev.sockeye.raw;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Protocol;
import dev.sockeye.SelfTest;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.inet.HostPort;
import dev.sockeye.inet.InetAddresses;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.BpfFilter;
import dev.sockeye.posix.Family;
import dev.sockeye.posix.FilterOption;
import dev.sockeye.posix.InetCodec;
import dev.sockeye.posix.Kind;
import dev.sockeye.posix.MessageExchange;
import dev.sockeye.posix.NativeTransport;
import dev.sockeye.posix.OptionTable;
import dev.sockeye.posix.Trait;
import dev.sockeye.spi.UriOptions.OptionType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The transport that {@link Raw} describes. Linux takes a raw socket off its protocol when its peer
 * is taken away ({@code __udp_disconnect} unhashes it, and no bind or connect puts it back), so
 * that is refused.
 */
public final class RawTransport extends NativeTransport {

  /** What a URI's scheme stands for until its address has told the protocol. */
  private static final Protocol ANY = new Protocol("any", 0);

  private static final int LONGEST4 = 65_515; // with the header 65,535
  private static final int LONGEST6 = 65_535;

  private static final SocketSpec<Endpoint> OF_BOTH = undecided(Domain.AF_UNSPEC);
  private static final SocketSpec<Endpoint> OF_INET = undecided(Domain.AF_INET);
  private static final SocketSpec<Endpoint> OF_INET6 = undecided(Domain.AF_INET6);

  private static final Map<SocketSpec<?>, Kind<?>> KINDS = new ConcurrentHashMap<>();

  static final String ADVICE =
      ": it needs the capability CAP_NET_RAW: run as root, or give it to the program (setcap"
          + " cap_net_raw+ep on a copy of java), to the process (setpriv --inh-caps +net_raw"
          + " --ambient-caps +net_raw, AmbientCapabilities=CAP_NET_RAW of systemd) or to a network"
          + " of its own (unshare -rn); to ping alone the scheme ping needs none";

  /** Creates the transport. */
  public RawTransport() {
    super("raw", schemesOfRaw());
  }

  private static Map<String, SocketSpec<?>> schemesOfRaw() {
    Map<String, SocketSpec<?>> schemes = new LinkedHashMap<>();
    schemes.put("raw", OF_BOTH);
    schemes.put("raw4", OF_INET);
    schemes.put("raw6", OF_INET6);
    return schemes;
  }

  private static SocketSpec<Endpoint> undecided(Domain domain) {
    return new SocketSpec<>(domain, SocketType.SOCK_RAW, ANY, Endpoint.class, Semantics.DATAGRAM);
  }

  private static boolean isUndecided(SocketSpec<?> spec) {
    return spec.shape() == Endpoint.class;
  }

  @Override
  public Optional<SocketSpec<?>> spec(Domain domain, SocketType type, Protocol protocol) {
    boolean internet = domain.equals(Domain.AF_INET) || domain.equals(Domain.AF_INET6);
    return internet && type.equals(SocketType.SOCK_RAW) && Raw.isProtocol(protocol)
        ? Optional.of(Raw.of(domain, protocol))
        : Optional.empty();
  }

  /** The protocol is the URI's, and the family its host's. */
  @Override
  public SocketSpec<?> spec(EndpointUri uri) throws IOException {
    Protocol protocol = Protocols.of(uri);
    Domain ofScheme = schemes().get(uri.scheme()).domain();
    HostPort address = IpCodec.raw(uri, protocol.number());
    Domain domain = ofScheme.equals(Domain.AF_UNSPEC) ? IpCodec.domain(uri, address) : ofScheme;
    Protocols.requireFamily(uri, protocol, domain);
    return Raw.of(domain, protocol);
  }

  @Override
  protected EndpointUri checkAddress(SocketSpec<?> spec, EndpointUri uri) throws IOException {
    HostPort address = IpCodec.raw(uri, Protocols.of(uri).number());
    InetAddresses.check(uri, address, spec.domain());
    return uri;
  }

  /** Of an undecided one, whether there are raw sockets at all. */
  @Override
  protected Kind<?> kind(SocketSpec<?> spec) {
    SocketSpec<?> decided = isUndecided(spec) ? Raw.of(domain(spec), Raw.IPPROTO_RAW) : spec;
    return KINDS.computeIfAbsent(decided, RawTransport::make);
  }

  private static Domain domain(SocketSpec<?> spec) {
    return isInet6(spec) ? Domain.AF_INET6 : Domain.AF_INET;
  }

  private static boolean isInet6(SocketSpec<?> spec) {
    return spec.domain().equals(Domain.AF_INET6);
  }

  private static Kind<?> make(SocketSpec<?> spec) {
    boolean v6 = isInet6(spec);
    int protocol = spec.protocol().number();
    Family family =
        new Family(
            spec.domain(),
            v6 ? InetCodec.AF_INET6 : InetCodec.AF_INET,
            IpCodec.ofRaw(v6, protocol));
    return Kind.of(
            family,
            v6 ? "raw6" : "raw4",
            spec,
            Abi.SOCK_RAW,
            protocol,
            Trait.SHUTDOWN_WAKES,
            Trait.REAL_LENGTH,
            Trait.REFUSED_BY_ICMP,
            Trait.PEER_STAYS)
        .withOptions(
            IpOptions.ofRaw(v6, protocol).withLongest(v6 ? LONGEST6 : LONGEST4), OptionTable.NONE)
        .withControl(v6 ? IpControl.OF_INET6 : IpControl.OF_INET);
  }

  /** An echo that the system answers. */
  @Override
  public Optional<SelfTest> selfTest(String scheme) throws IOException {
    boolean v6 = isInet6(schemes().get(scheme));
    String where = v6 ? "[::1]:icmpv6" : "127.0.0.1:icmp";
    MessageEndpoint endpoint =
        connect(v6 ? Raw.ICMPV6 : Raw.ICMP, EndpointUri.valueOf(scheme + "://" + where));
    return Optional.of(MessageExchange.answered(where, new EchoExchange(v6, true), endpoint));
  }

  @Override
  protected String advice(SocketSpec<?> spec, String why) {
    return why.endsWith("(EPERM)") ? ADVICE : "";
  }

  private static void requireDecided(SocketSpec<?> spec) {
    if (isUndecided(spec)) {
      throw new UnsupportedOperationException(
          "a raw socket has a protocol: open one such as Raw.ICMP or Raw.inet(protocol)");
    }
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    requireDecided(spec);
    return super.socket(spec);
  }

  /**
   * Two of IPv4 at loopback addresses of their own, each connected to the other. IPv6 has one
   * loopback address, at which each would receive what it sent itself.
   */
  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    requireDecided(spec);
    if (isInet6(spec)) {
      throw new UnsupportedOperationException(
          "there is one loopback address of IPv6, and two raw sockets there are no pair: bind and"
              + " connect two at addresses that differ");
    }
    E first = socket(spec);
    E second = null;
    try {
      second = socket(spec);
      first.bind(loopback());
      second.bind(loopback());
      first.connect(second.getLocalAddress());
      second.connect(first.getLocalAddress());
      return new EndpointPair<>(first, second);
    } catch (IOException | RuntimeException e) {
      closeAfter(e, first);
      if (second != null) {
        closeAfter(e, second);
      }
      throw e;
    }
  }

  /** One of 127.64.0.0 to 127.127.255.255, where nobody else is likely to be. */
  static InetSocketAddress loopback() throws IOException {
    int random = ThreadLocalRandom.current().nextInt(1, 1 << 22);
    byte[] address = {127, (byte) (64 + (random >> 16)), (byte) (random >> 8), (byte) random};
    return new InetSocketAddress(InetAddress.getByAddress(address), 0);
  }

  @Override
  public Map<Class<?>, OptionType<?>> optionTypes() {
    return Map.of(BpfFilter.class, FilterOption.OF_URI, BitSet.class, Icmp.OF_URI);
  }
}

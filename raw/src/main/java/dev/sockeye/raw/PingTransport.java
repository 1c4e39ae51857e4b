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
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The transport that {@link Ping} describes. {@code MSG_TRUNC} does not make its sockets tell the
 * length of what was cut.
 */
public final class PingTransport extends NativeTransport {

  /** Of the family that a URI's host has. */
  private static final SocketSpec<Endpoint> OF_BOTH =
      new SocketSpec<>(
          Domain.AF_UNSPEC,
          SocketType.SOCK_DGRAM,
          new Protocol("IPPROTO_ICMP", Raw.IPPROTO_ICMP.number()),
          Endpoint.class,
          Semantics.DATAGRAM);

  private static final int LONGEST4 = 65_515; // with the header of ICMP, as Linux sends it
  private static final int LONGEST6 = 65_535;

  private static final Kind<?> DATAGRAM4 =
      kind(Ping.DATAGRAM4, InetCodec.AF_INET, "ping4")
          .withOptions(IpOptions.INET.withLongest(LONGEST4), OptionTable.NONE)
          .withControl(IpControl.OF_INET);

  private static final Kind<?> DATAGRAM6 =
      kind(Ping.DATAGRAM6, InetCodec.AF_INET6, "ping6")
          .withOptions(IpOptions.INET6.withLongest(LONGEST6), OptionTable.NONE)
          .withControl(IpControl.OF_INET6);

  private static final String ADVICE =
      ": the group of this process must be in the range of net.ipv4.ping_group_range, which holds"
          + " for IPv6 and for root as well: sysctl -w net.ipv4.ping_group_range='0 2147483647'"
          + " lets all, in each network namespace by itself";

  /** Creates the transport. */
  public PingTransport() {
    super("ping", schemesOfPing());
  }

  private static Map<String, SocketSpec<?>> schemesOfPing() {
    Map<String, SocketSpec<?>> schemes = new LinkedHashMap<>();
    schemes.put("ping", OF_BOTH);
    schemes.put("ping4", Ping.DATAGRAM4);
    schemes.put("ping6", Ping.DATAGRAM6);
    return schemes;
  }

  private static Kind<MessageEndpoint> kind(
      SocketSpec<MessageEndpoint> spec, int family, String scheme) {
    return Kind.of(
        new Family(spec.domain(), family, IpCodec.ofPing(family == InetCodec.AF_INET6)),
        scheme,
        spec,
        Abi.SOCK_DGRAM,
        spec.protocol().number(),
        Trait.SHUTDOWN_WAKES);
  }

  /** None: the system answers, and nobody else can be reached there. */
  @Override
  public Optional<EndpointUri> loopback(String scheme, Path free) {
    return Optional.empty();
  }

  /** An echo that the system answers. */
  @Override
  public Optional<SelfTest> selfTest(String scheme) throws IOException {
    boolean v6 = schemes().get(scheme).domain().equals(Domain.AF_INET6);
    String host = v6 ? "[::1]" : "127.0.0.1";
    MessageEndpoint endpoint =
        connect(v6 ? Ping.DATAGRAM6 : Ping.DATAGRAM4, EndpointUri.valueOf(scheme + "://" + host));
    return Optional.of(MessageExchange.answered(host, new EchoExchange(v6, false), endpoint));
  }

  @Override
  public SocketSpec<?> spec(EndpointUri uri) throws IOException {
    SocketSpec<?> spec = schemes().get(uri.scheme());
    if (!spec.equals(OF_BOTH)) {
      return spec;
    }
    boolean v6 = IpCodec.domain(uri, IpCodec.ping(uri)).equals(Domain.AF_INET6);
    return v6 ? Ping.DATAGRAM6 : Ping.DATAGRAM4;
  }

  @Override
  protected EndpointUri checkAddress(SocketSpec<?> spec, EndpointUri uri) {
    InetAddresses.check(uri, IpCodec.ping(uri), spec.domain());
    return uri;
  }

  @Override
  protected Kind<?> kind(SocketSpec<?> spec) {
    return spec.domain().equals(Domain.AF_INET6) ? DATAGRAM6 : DATAGRAM4;
  }

  @Override
  protected String advice(SocketSpec<?> spec, String why) {
    return why.endsWith("(EACCES)") ? ADVICE : "";
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    if (spec.equals(OF_BOTH)) {
      throw new UnsupportedOperationException(
          "a ping socket is of one family: open Ping.DATAGRAM4 or Ping.DATAGRAM6");
    }
    return super.socket(spec);
  }

  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    throw new UnsupportedOperationException(
        "ping sockets are answered by the system, not by each other: there are no pairs of them");
  }

  @Override
  public Map<Class<?>, OptionType<?>> optionTypes() {
    return Map.of(BpfFilter.class, FilterOption.OF_URI);
  }
}

package dev.sockeye.netlink;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Protocol;
import dev.sockeye.SelfTest;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Family;
import dev.sockeye.posix.Kind;
import dev.sockeye.posix.NativeTransport;
import dev.sockeye.posix.OptionTable;
import dev.sockeye.posix.Trait;
import dev.sockeye.spi.UriOptions.OptionType;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The transport that {@link Netlink} describes. */
@SuppressWarnings("exports") // that it is a NativeTransport is seen by sockeye's own modules alone
public final class NetlinkTransport extends NativeTransport {

  private static final Family FAMILY =
      new Family(Netlink.AF_NETLINK, NetlinkCodec.AF_NETLINK, new NetlinkCodec());

  /** What a scheme stands for until the address has told the family. */
  private static final SocketSpec<Endpoint> ANY =
      new SocketSpec<>(
          Netlink.AF_NETLINK,
          SocketType.SOCK_RAW,
          new Protocol("any", 0),
          Endpoint.class,
          Semantics.DATAGRAM);

  private static final Kind<?> ROUTE = kindOf(Netlink.ROUTE);

  /** Creates the transport. */
  public NetlinkTransport() {
    super("netlink", schemesOfNetlink());
  }

  private static Map<String, SocketSpec<?>> schemesOfNetlink() {
    Map<String, SocketSpec<?>> schemes = new LinkedHashMap<>();
    schemes.put("netlink", ANY);
    schemes.put("route", ANY);
    return schemes;
  }

  private static <E extends Endpoint> Kind<E> kindOf(SocketSpec<E> spec) {
    return Kind.of(
            FAMILY,
            "netlink",
            spec,
            spec.type().equals(SocketType.SOCK_DGRAM) ? Abi.SOCK_DGRAM : Abi.SOCK_RAW,
            spec.protocol().number(),
            Trait.REAL_LENGTH,
            Trait.REFUSED_BIND_NAMES,
            Trait.BINDS_BEFORE_CONNECT,
            Trait.POLL_DISREGARDS_RECEIVER)
        .withOptions(NetlinkOptions.TABLE, OptionTable.NONE)
        .withControl(NetlinkControl.CODEC)
        .withHooks(() -> NetlinkHooks.INSTANCE);
  }

  @Override
  protected Kind<?> kind(SocketSpec<?> spec) {
    return spec.equals(Netlink.ROUTE) || spec.equals(ANY) ? ROUTE : kindOf(spec);
  }

  /** Of any family. */
  @Override
  public Optional<SocketSpec<?>> spec(Domain domain, SocketType type, Protocol protocol) {
    boolean ours = domain.equals(Netlink.AF_NETLINK) || domain.equals(Netlink.AF_ROUTE);
    boolean message = type.equals(SocketType.SOCK_RAW) || type.equals(SocketType.SOCK_DGRAM);
    return ours && message && protocol.number() < NetlinkFamilies.COUNT
        ? Optional.of(
            new SocketSpec<>(domain, type, protocol, MessageEndpoint.class, Semantics.DATAGRAM))
        : Optional.empty();
  }

  /** The family is part of the address. */
  @Override
  public SocketSpec<?> spec(EndpointUri uri) {
    return Netlink.spec(NetlinkCodec.family(uri));
  }

  /** The kernel answers. */
  @Override
  public Optional<SelfTest> selfTest(String scheme) throws IOException {
    EndpointUri uri = EndpointUri.valueOf(scheme.equals("route") ? "route:" : "netlink:route");
    MessageEndpoint endpoint = connect(Netlink.ROUTE, uri);
    try {
      return Optional.of(new LinkListing(new Rtnetlink(endpoint)));
    } catch (IOException | RuntimeException e) {
      closeAfter(e, endpoint);
      throw e;
    }
  }

  @Override
  public Map<Class<?>, OptionType<?>> optionTypes() {
    return NetlinkOptions.TYPES;
  }

  @Override
  protected SocketAddress meetingPlace(SocketSpec<?> spec) {
    return NetlinkAddress.KERNEL;
  }
}

package dev.sockeye.can;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SelfTest;
import dev.sockeye.SocketSpec;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Family;
import dev.sockeye.posix.Hooks;
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
import java.util.function.Supplier;

/** The transport that {@link Can} describes. */
@SuppressWarnings("exports") // that it is a NativeTransport is seen by sockeye's own modules alone
public final class CanTransport extends NativeTransport {

  /** In URIs that connect: J1939's own address. */
  private static final String LOCAL = "LOCAL";

  private static final int SOCK_RAW = 3;
  private static final CanCodec ADDRESSES = new CanCodec(false);
  private static final CanCodec OF_J1939 = new CanCodec(true);

  private static final Kind<MessageEndpoint> RAW =
      kind(
          "can",
          Can.RAW,
          SOCK_RAW,
          CanOptions.RAW,
          () -> CanHooks.RAW,
          ADDRESSES,
          Trait.FULL_QUEUE_IS_ENOBUFS,
          Trait.CONNECTS_BY_BINDING);

  private static final Kind<MessageEndpoint> BCM =
      kind(
          "can+bcm",
          Can.BCM,
          Abi.SOCK_DGRAM,
          CanOptions.BCM,
          () -> CanHooks.BCM,
          ADDRESSES,
          Trait.FULL_QUEUE_IS_ENOBUFS);

  private static final Kind<MessageEndpoint> J1939 =
      kind(
          "can+j1939",
          Can.J1939,
          Abi.SOCK_DGRAM,
          CanOptions.J1939,
          CanHooks.OfJ1939::new,
          OF_J1939,
          Trait.REFUSES_FLAGS,
          Trait.PEER_STAYS,
          Trait.TAKES_PARTS);

  /** Creates the transport. */
  public CanTransport() {
    super("can", schemesOfCan());
  }

  private static Map<String, SocketSpec<?>> schemesOfCan() {
    Map<String, SocketSpec<?>> schemes = new LinkedHashMap<>();
    schemes.put("can", Can.RAW);
    schemes.put("can+bcm", Can.BCM);
    schemes.put("can+j1939", Can.J1939);
    return schemes;
  }

  private static Kind<MessageEndpoint> kind(
      String scheme,
      SocketSpec<MessageEndpoint> spec,
      int type,
      OptionTable options,
      Supplier<Hooks> hooks,
      CanCodec addresses,
      Trait... traits) {
    Family family = new Family(Can.AF_CAN, CanCodec.AF_CAN, addresses);
    return Kind.of(family, scheme, spec, type, spec.protocol().number(), traits)
        .withOptions(options, OptionTable.NONE)
        .withControl(CanControl.CODEC)
        .withHooks(hooks);
  }

  @Override
  protected Kind<?> kind(SocketSpec<?> spec) {
    return spec.equals(Can.RAW) ? RAW : spec.equals(Can.BCM) ? BCM : J1939;
  }

  @Override
  public Optional<String> unavailable(SocketSpec<?> spec) {
    String module = spec.equals(Can.RAW) ? "raw" : spec.equals(Can.BCM) ? "bcm" : "j1939";
    return super.unavailable(spec)
        .map(why -> why + (Abi.isLinux() ? ": as root, modprobe can-" + module : ""));
  }

  @Override
  public Map<Class<?>, OptionType<?>> optionTypes() {
    return Map.of(
        CanFilters.class,
        new OptionType<>("filters such as 123:7FF,00012345~9FFFFFFF", CanFilters::parse));
  }

  /** There is no interface that every host has. */
  @Override
  protected SocketAddress meetingPlace(SocketSpec<?> spec) {
    throw new UnsupportedOperationException(
        "sockets of CAN meet at an interface: connect two to the same, such as can:vcan0");
  }

  /** On a virtual interface: what is sent on another reaches machines. */
  @Override
  public Optional<SelfTest> selfTest(String scheme) throws IOException {
    return Optional.of(CanExchange.open(this, schemes().get(scheme)));
  }

  /** The broadcast manager's sockets are connected to what they receive from. */
  @Override
  public <E extends Endpoint> E bind(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    return spec.equals(Can.BCM) ? connect(spec, uri) : super.bind(spec, uri);
  }

  /** Who sends by J1939 has an address too. */
  @Override
  public <E extends Endpoint> E connect(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    if (!spec.equals(Can.J1939)) {
      return super.connect(spec, uri);
    }
    CanAddress peer = OF_J1939.parse(uri, uri.decodedAddress());
    CanAddress local = local(uri, peer);
    E endpoint = openWith(spec, uri.withoutOption(LOCAL));
    try {
      endpoint.bind(local);
      endpoint.connect(peer);
      return endpoint;
    } catch (IOException | RuntimeException e) {
      closeAfter(e, endpoint);
      throw e;
    }
  }

  /** Whoever binds a socket of J1939 needs no second address. */
  @Override
  protected EndpointUri checkAddress(SocketSpec<?> spec, EndpointUri uri) throws IOException {
    EndpointUri checked = super.checkAddress(spec, uri);
    if (spec.equals(Can.J1939) && uri.options().containsKey(LOCAL)) {
      OF_J1939.parse(uri, ":" + uri.options().get(LOCAL));
      return checked.withoutOption(LOCAL);
    }
    return checked;
  }

  private static CanAddress local(EndpointUri uri, CanAddress peer) throws IOException {
    String own = uri.options().get(LOCAL);
    if (own == null) {
      throw new IllegalArgumentException(
          uri + ": who connects has an address too: write ?LOCAL=0x20, or ?LOCAL=,,NAME");
    }
    CanAddress local = OF_J1939.parse(uri, ":" + own);
    return local.withIndex(peer.index());
  }
}

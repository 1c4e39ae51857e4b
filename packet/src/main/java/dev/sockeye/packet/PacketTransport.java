package dev.sockeye.packet;

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
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Family;
import dev.sockeye.posix.Kind;
import dev.sockeye.posix.MessageExchange;
import dev.sockeye.posix.NativeTransport;
import dev.sockeye.posix.OptionTable;
import dev.sockeye.posix.Trait;
import dev.sockeye.spi.UriOptions.OptionType;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The transport that {@link Packet} describes. The socket itself is opened with protocol 0, by
 * which it receives nothing until it is bound.
 */
public final class PacketTransport extends NativeTransport {

  private static final String PRIVILEGE =
      "it needs CAP_NET_RAW: run it as root, give it the capability"
          + " (AmbientCapabilities=CAP_NET_RAW in its systemd unit, or setpriv --inh-caps +net_raw"
          + " --ambient-caps +net_raw java ...), or try it with a network of its own by unshare"
          + " -rn";

  private static final Family WHOLE = family(new PacketCodec(false));
  private static final Family WITHOUT_HEADER = family(new PacketCodec(true));

  private static final Kind<?> RAW = kindOf(Packet.RAW);
  private static final Kind<?> DGRAM = kindOf(Packet.DGRAM);

  /** Creates the transport. */
  public PacketTransport() {
    super("packet", schemesOfPacket());
  }

  private static Map<String, SocketSpec<?>> schemesOfPacket() {
    Map<String, SocketSpec<?>> schemes = new LinkedHashMap<>();
    schemes.put("packet", Packet.RAW);
    schemes.put("packet+dgram", Packet.DGRAM);
    return schemes;
  }

  private static Family family(PacketCodec codec) {
    return new Family(Packet.AF_PACKET, PacketCodec.AF_PACKET, codec);
  }

  private static <E extends Endpoint> Kind<E> kindOf(SocketSpec<E> spec) {
    boolean whole = !spec.type().equals(SocketType.SOCK_DGRAM);
    return Kind.of(
            whole ? WHOLE : WITHOUT_HEADER,
            whole ? "packet" : "packet+dgram",
            spec,
            whole ? Abi.SOCK_RAW : Abi.SOCK_DGRAM,
            0,
            Trait.REAL_LENGTH,
            Trait.FULL_QUEUE_IS_ENOBUFS,
            Trait.INTERFACE_LIMITS_MESSAGES)
        .withOptions(PacketOptions.TABLE, OptionTable.NONE)
        .withControl(PacketControl.CODEC)
        .withHooks(() -> new PacketHooks(spec.protocol().number()));
  }

  @Override
  protected Kind<?> kind(SocketSpec<?> spec) {
    return spec.equals(Packet.RAW) ? RAW : spec.equals(Packet.DGRAM) ? DGRAM : kindOf(spec);
  }

  /** Of any protocol that a frame can have. */
  @Override
  public Optional<SocketSpec<?>> spec(Domain domain, SocketType type, Protocol protocol) {
    return isOurs(domain, type) && protocol.number() <= 0xffff
        ? Optional.of(
            new SocketSpec<>(domain, type, protocol, MessageEndpoint.class, Semantics.DATAGRAM))
        : Optional.empty();
  }

  private static boolean isOurs(Domain domain, SocketType type) {
    if (domain.equals(Domain.AF_INET)) {
      return type.equals(SocketType.SOCK_PACKET);
    }
    return domain.equals(Packet.AF_PACKET)
        && (type.equals(SocketType.SOCK_RAW) || type.equals(SocketType.SOCK_DGRAM));
  }

  /** Frames over the loopback interface, which come back to who has sent them. */
  @Override
  public Optional<SelfTest> selfTest(String scheme) throws IOException {
    boolean whole = schemes().get(scheme).equals(Packet.RAW);
    String protocol = "?PROTOCOL=" + FrameExchange.ETHERTYPE;
    EndpointUri uri = EndpointUri.valueOf(scheme + ":" + FrameExchange.INTERFACE + protocol);
    return Optional.of(
        MessageExchange.toItself(
            uri.address(),
            new FrameExchange(whole),
            () -> bind(whole ? Packet.RAW : Packet.DGRAM, uri)));
  }

  /** Without one it is all interfaces. */
  @Override
  public boolean isAddressOptional(SocketSpec<?> spec) {
    return true;
  }

  @Override
  protected String advice(SocketSpec<?> spec, String why) {
    return why.endsWith("(EPERM)") ? ": " + PRIVILEGE : "";
  }

  @Override
  public Map<Class<?>, OptionType<?>> optionTypes() {
    return PacketOptions.TYPES;
  }

  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) {
    throw new UnsupportedOperationException(
        kind(spec).scheme() + " has no peers to be a pair: bind two endpoints to an interface");
  }
}

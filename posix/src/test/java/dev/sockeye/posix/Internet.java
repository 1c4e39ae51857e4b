package dev.sockeye.posix;

import dev.sockeye.Domain;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.network.TransportNetwork;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.StreamFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;

/**
 * TCP and UDP as native sockets: a family to try this module with on any host. Each once with the
 * traits that they have, and once, as {@code AF_INET6}, without those of {@code shutdown(2)}: then
 * calls wait as those of a family must whose sockets it does not wake.
 */
final class Internet extends NativeTransport {

  static final SocketSpec<StreamEndpoint> STREAM = stream(Domain.AF_INET);
  static final SocketSpec<StreamEndpoint> POLLED_STREAM = stream(Domain.AF_INET6);
  static final SocketSpec<MessageEndpoint> DATAGRAM = datagram(Domain.AF_INET);
  static final SocketSpec<MessageEndpoint> POLLED_DATAGRAM = datagram(Domain.AF_INET6);

  static final Network NETWORK = new TransportNetwork(List.of(new Internet()));

  private static final Family INET =
      new Family(Domain.AF_INET, InetCodec.AF_INET, InetCodec.OF_INET);
  private static final Family INET6 =
      new Family(Domain.AF_INET6, InetCodec.AF_INET6, InetCodec.OF_INET6);

  private static final int TCP = 6;
  private static final int UDP = 17;

  /** As listeners of TCP do. */
  private static final Hooks REUSE =
      new Hooks() {
        @Override
        public void bind(NativeSocket<?> socket, SocketAddress local, Binder binder, Binder then)
            throws IOException {
          if (socket instanceof NativeListener) {
            socket.setInt("setsockopt SO_REUSEADDR", Abi.isLinux() ? 2 : 4, 1);
          }
          Hooks.super.bind(socket, local, binder, then);
        }
      };

  static final Map<SocketSpec<?>, Kind<?>> KINDS =
      Map.of(
          STREAM,
          Kind.of(INET, "ntcp", STREAM, Abi.SOCK_STREAM, TCP, Trait.SHUTDOWN_WAKES)
              .withHooks(() -> REUSE),
          POLLED_STREAM,
          Kind.of(INET6, "ntcp6", POLLED_STREAM, Abi.SOCK_STREAM, TCP).withHooks(() -> REUSE),
          DATAGRAM,
          Kind.of(
              INET,
              "nudp",
              DATAGRAM,
              Abi.SOCK_DGRAM,
              UDP,
              Trait.SHUTDOWN_WAKES,
              Trait.REAL_LENGTH,
              Trait.REFUSED_BY_ICMP),
          POLLED_DATAGRAM,
          Kind.of(INET6, "nudp6", POLLED_DATAGRAM, Abi.SOCK_DGRAM, UDP, Trait.REFUSED_BY_ICMP));

  private Internet() {
    super(
        "internet",
        Map.of("ntcp", STREAM, "ntcp6", POLLED_STREAM, "nudp", DATAGRAM, "nudp6", POLLED_DATAGRAM));
  }

  private static SocketSpec<StreamEndpoint> stream(Domain domain) {
    return new SocketSpec<>(
        domain,
        SocketType.SOCK_STREAM,
        Protocol.IPPROTO_TCP,
        StreamEndpoint.class,
        Semantics.CONNECTION);
  }

  private static SocketSpec<MessageEndpoint> datagram(Domain domain) {
    return new SocketSpec<>(
        domain,
        SocketType.SOCK_DGRAM,
        Protocol.IPPROTO_UDP,
        MessageEndpoint.class,
        Semantics.DATAGRAM);
  }

  @Override
  protected Kind<?> kind(SocketSpec<?> spec) {
    return KINDS.get(spec);
  }

  @Override
  protected SocketAddress meetingPlace(SocketSpec<?> spec) {
    return loopback();
  }

  /** Of IPv4 also for {@code AF_INET6}, which a host has on its loopback interface or not. */
  private static SocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  static StreamFixture streams() {
    return streams(STREAM, "ntcp");
  }

  static StreamFixture polledStreams() {
    return streams(POLLED_STREAM, "ntcp6");
  }

  private static StreamFixture streams(SocketSpec<StreamEndpoint> spec, String scheme) {
    return new StreamFixture(NETWORK, spec, scheme, Internet::loopback)
        .without(Capability.PROCESS_PEER, "it is no service")
        .without(Capability.RESET, "it has no SO_LINGER here");
  }

  static MessageFixture datagrams() {
    return datagrams(DATAGRAM, "nudp");
  }

  static MessageFixture polledDatagrams() {
    return datagrams(POLLED_DATAGRAM, "nudp6");
  }

  private static MessageFixture datagrams(SocketSpec<MessageEndpoint> spec, String scheme) {
    return new MessageFixture(NETWORK, spec, scheme, Internet::loopback, 65_535 - 20 - 8);
  }
}

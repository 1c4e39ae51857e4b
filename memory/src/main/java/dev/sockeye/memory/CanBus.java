package dev.sockeye.memory;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.can.Can;
import dev.sockeye.can.CanAddress;
import dev.sockeye.spi.AbstractTransport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.Set;

/** What only CAN has. */
final class CanBus {

  private CanBus() {}

  /** In URIs that connect: J1939's own address. */
  private static final String LOCAL = "LOCAL";

  static Kind kind(SocketSpec<?> spec) {
    return spec.equals(Can.J1939) ? Kind.CAN_J1939 : Kind.CAN;
  }

  static Optional<String> unavailable(SocketSpec<?> spec) {
    return spec.equals(Can.BCM)
        ? Optional.of(
            "the broadcast manager is a part of the kernel that sends by its own clock; in memory"
                + " there are raw sockets, can, which hear what one of them sends, and can+j1939")
        : Optional.empty();
  }

  static DescribedEndpoint socket(
      Kernel kernel, SocketSpec<MessageEndpoint> spec, Set<SocketOption<?>> described)
      throws ClosedChannelException {
    return spec.equals(Can.J1939)
        ? new J1939Endpoint(kernel, spec, described)
        : new CanBusEndpoint(kernel, spec, described);
  }

  /** Whether who connects by URI is bound before. */
  static boolean hasLocal(SocketSpec<?> spec) {
    return spec.equals(Can.J1939);
  }

  /** A URI without the own address in it. */
  static EndpointUri withoutLocal(EndpointUri uri) {
    if (!uri.options().containsKey(LOCAL)) {
      throw new IllegalArgumentException(
          uri + ": who connects has an address too: write ?LOCAL=0x20, or ?LOCAL=,,NAME");
    }
    return uri.withoutOption(LOCAL);
  }

  /** A URI without the own address in it, whose form is checked if it is there. */
  static EndpointUri checkLocal(AbstractTransport described, EndpointUri uri) throws IOException {
    if (uri.options().containsKey(LOCAL)) {
      own(described, uri);
    }
    return uri.withoutOption(LOCAL);
  }

  private static CanAddress own(AbstractTransport described, EndpointUri uri) throws IOException {
    EndpointUri own = EndpointUri.valueOf(uri.scheme() + "::" + uri.options().get(LOCAL));
    return (CanAddress) described.address(Can.J1939, own, true);
  }

  /** The own address of a URI, at the peer's interface. */
  static SocketAddress local(AbstractTransport described, EndpointUri uri, SocketAddress peer)
      throws IOException {
    CanAddress local = own(described, uri);
    return new CanAddress(((CanAddress) peer).index(), local.name(), local.pgn(), local.addr());
  }
}

package dev.sockeye.memory;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.can.Can;
import dev.sockeye.can.CanAddress;
import dev.sockeye.can.CanFrame;
import dev.sockeye.spi.AbstractTransport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Set;

/** What only CAN has. */
final class CanBus {

  private CanBus() {}

  /** In URIs that connect: J1939's own address. */
  private static final String LOCAL = "LOCAL";

  static Kind kind(SocketSpec<?> spec) {
    return isManager(spec) ? Kind.CAN_BCM : spec.equals(Can.J1939) ? Kind.CAN_J1939 : Kind.CAN;
  }

  /** The broadcast manager's sockets are connected to what they receive from. */
  static boolean isManager(SocketSpec<?> spec) {
    return spec.equals(Can.BCM);
  }

  static DescribedEndpoint socket(
      Kernel kernel, SocketSpec<MessageEndpoint> spec, Set<SocketOption<?>> described)
      throws ClosedChannelException {
    if (isManager(spec)) {
      return new BcmEndpoint(kernel, spec, described);
    }
    return spec.equals(Can.J1939)
        ? new J1939Endpoint(kernel, spec, described)
        : new CanBusEndpoint(kernel, spec, described);
  }

  /** The interface alone of an address. */
  static CanAddress interfaceOf(SocketAddress address) {
    return new CanAddress(CanEndpoint.canAddress(address).index());
  }

  /** Who is on a bus. */
  interface Member {

    /**
     * Takes a frame that somebody sent, this one maybe.
     *
     * @param packet the frame, from its interface
     */
    void hear(CanFrame frame, Packet packet, CanEndpoint sender, boolean overtaking);
  }

  /** Sends a frame to all who are on the bus, who lose it together. */
  static void send(CanEndpoint sender, DatagramLine line, byte[] frame, CanAddress to) {
    Kernel kernel = sender.kernel();
    CanFrame view = new CanFrame().wrap(ByteBuffer.wrap(frame));
    SharedTable table = (SharedTable) kernel.table(Kind.CAN);
    line.transmit(
        kernel.faults(Kind.CAN, to),
        (packet, overtaking) -> {
          for (DescribedEndpoint each : List.copyOf(table.bound())) {
            ((Member) each).hear(view, packet, sender, overtaking);
          }
        },
        new Packet(frame, to, 0));
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
    return own(described, uri).withIndex(((CanAddress) peer).index());
  }
}

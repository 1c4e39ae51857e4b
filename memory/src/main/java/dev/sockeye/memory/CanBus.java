package dev.sockeye.memory;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.can.Can;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.Set;

/** What only CAN has. */
final class CanBus {

  private CanBus() {}

  static Optional<String> unavailable(SocketSpec<?> spec) {
    if (spec.equals(Can.RAW)) {
      return Optional.empty();
    }
    return Optional.of(
        spec.equals(Can.BCM)
            ? "the broadcast manager is a part of the kernel that sends by its own clock: in memory"
                + " there are raw sockets, can, which hear what one of them sends"
            : "in memory there are raw sockets, can, whose frames carry J1939 too");
  }

  static DescribedEndpoint socket(
      Kernel kernel, SocketSpec<MessageEndpoint> spec, Set<SocketOption<?>> described)
      throws ClosedChannelException {
    return new CanBusEndpoint(kernel, spec, described);
  }
}

package dev.sockeye.memory;

import dev.sockeye.spi.Transport;
import java.util.List;

/**
 * Whether the module {@code dev.sockeye.sctp}, which is optional, is present. Nothing of this
 * package names its types but what {@link MemorySctpTransport} leads to, which is loaded only then.
 */
final class SctpModule {

  /** One of each module that is needed: Sockeye's and the JDK's. */
  private static final List<String> NEEDED =
      List.of("dev.sockeye.sctp.SctpEndpoint", "com.sun.nio.sctp.SctpStandardSocketOptions");

  private static final boolean PRESENT = NEEDED.stream().allMatch(Modules::isPresent);

  private SctpModule() {}

  /** SCTP with all that is its own, or, without the module, with what all messages have. */
  static List<Transport> transports(Kernel kernel) {
    return PRESENT
        ? List.of(new MemorySctpTransport(kernel))
        : List.of(
            new MemoryTransport(kernel, Kind.SCTP_ONE_TO_ONE),
            new MemoryTransport(kernel, Kind.SCTP_ONE_TO_MANY));
  }
}

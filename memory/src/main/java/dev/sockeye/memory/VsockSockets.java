package dev.sockeye.memory;

import dev.sockeye.EndpointUri;
import dev.sockeye.vsock.Vsock;
import dev.sockeye.vsock.VsockAddress;
import java.net.SocketAddress;
import java.time.Duration;

/** What only vsock has: its addresses and options. Every CID is this network's. */
final class VsockSockets {

  // As Linux has them.
  private static final long BUFFER = 262_144;
  private static final long LEAST_BUFFER = 128;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private VsockSockets() {}

  static boolean isAddress(SocketAddress address) {
    return address instanceof VsockAddress;
  }

  static AddressTable table() {
    return new VsockTable();
  }

  static SocketAddress resolve(EndpointUri uri, boolean passive) {
    return VsockAddress.of(uri, passive);
  }

  static SocketAddress loopback() {
    return new VsockAddress(VsockAddress.LOCAL, VsockAddress.ANY_PORT);
  }

  static void addOptions(OptionValues options) {
    options.add(Vsock.BUFFER_SIZE, BUFFER);
    options.add(Vsock.BUFFER_MIN_SIZE, LEAST_BUFFER);
    options.add(Vsock.BUFFER_MAX_SIZE, BUFFER);
    options.add(Vsock.CONNECT_TIMEOUT, CONNECT_TIMEOUT);
  }
}

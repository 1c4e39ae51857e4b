package dev.sockeye.tcp;

import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.StreamFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** How TCP's sockets are made. */
final class TcpFixtures {

  private TcpFixtures() {}

  static StreamFixture v4() {
    return on(Tcp.STREAM4, "tcp4", "127.0.0.1");
  }

  static StreamFixture v6() {
    return on(Tcp.STREAM6, "tcp6", "::1");
  }

  /** Both families by one socket, at the address that the host prefers for its own name. */
  static StreamFixture localhost() {
    return on(Tcp.STREAM, "tcp", "localhost");
  }

  private static StreamFixture on(SocketSpec<StreamEndpoint> spec, String scheme, String host) {
    return new StreamFixture(
        Network.system(),
        spec,
        scheme,
        () -> new InetSocketAddress(InetAddress.getByName(host), 0)) {
      @Override
      public Optional<String> unavailable() {
        return super.unavailable().or(() -> noAddress(host));
      }
    };
  }

  /** IPv6 may be there and its loopback address not, as in containers. */
  private static Optional<String> noAddress(String host) {
    try (StreamEndpoint probe = Network.system().socket(Tcp.STREAM)) {
      probe.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("this host has no address " + host + ": " + e.getMessage());
    }
  }
}

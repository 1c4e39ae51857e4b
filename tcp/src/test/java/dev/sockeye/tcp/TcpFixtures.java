package dev.sockeye.tcp;

import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.Capability;
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

  static StreamFixture mptcp4() {
    return mptcp(Mptcp.STREAM4, "mptcp4", "127.0.0.1");
  }

  static StreamFixture mptcp6() {
    return mptcp(Mptcp.STREAM6, "mptcp6", "::1");
  }

  /** Both families by one socket. */
  static StreamFixture mptcpLocalhost() {
    return mptcp(Mptcp.STREAM, "mptcp", "localhost");
  }

  private static StreamFixture mptcp(SocketSpec<StreamEndpoint> spec, String scheme, String host) {
    return on(spec, scheme, host)
        .without(
            Capability.PROMPT_BREAKS,
            "Linux keeps what is closed for a minute, in case the peer comes back by another path")
        .withoutSetting("SO_BINDTODEVICE", "Linux lets it be set until there is a connection")
        .withoutSetting("MPTCP_INFO", "the system tells it");
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

package dev.sockeye.udp;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.testkit.MessageFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.Optional;

/** How UDP's sockets are made. */
final class UdpFixtures {

  private UdpFixtures() {}

  static MessageFixture v4() {
    return on(Udp.DATAGRAM4, "udp4", "127.0.0.1", 65_535 - 20 - 8);
  }

  static MessageFixture v6() {
    return on(Udp.DATAGRAM6, "udp6", "::1", 65_535 - 8);
  }

  static MessageFixture lite4() {
    return lite(Udplite.DATAGRAM4, "udplite4", "127.0.0.1", 65_535 - 20 - 8);
  }

  static MessageFixture lite6() {
    return lite(Udplite.DATAGRAM6, "udplite6", "::1", 65_535 - 8);
  }

  /** IPv4 on the socket that takes both. */
  static MessageFixture liteOfBoth() {
    return lite(Udplite.DATAGRAM, "udplite", "127.0.0.1", 65_535 - 20 - 8);
  }

  private static MessageFixture lite(
      SocketSpec<MessageEndpoint> spec, String scheme, String host, int largest) {
    return fixture(spec, scheme, host, largest)
        .withOption(Udplite.UDPLITE_SEND_CSCOV, 20)
        .withOption(Udplite.UDPLITE_RECV_CSCOV, 8);
  }

  private static MessageFixture on(
      SocketSpec<MessageEndpoint> spec, String scheme, String host, int largest) {
    return fixture(spec, scheme, host, largest)
        .withOption(Udp.IP_ADD_MEMBERSHIP, loopbackMembership(host))
        .withoutSetting("IP_DROP_MEMBERSHIP", "it needs a membership")
        .withoutSetting("IP_BLOCK_SOURCE", "it needs a membership")
        .withoutSetting("IP_UNBLOCK_SOURCE", "it needs a membership and a blocked source");
  }

  private static MessageFixture fixture(
      SocketSpec<MessageEndpoint> spec, String scheme, String host, int largest) {
    return new MessageFixture(
        Network.system(),
        spec,
        scheme,
        () -> new InetSocketAddress(InetAddress.getByName(host), 0),
        largest) {
      @Override
      public Optional<String> unavailable() {
        return super.unavailable().or(() -> noAddress(spec, host));
      }
    };
  }

  private static Membership loopbackMembership(String host) {
    String group = host.equals("::1") ? "ff02::1234" : "239.1.2.5";
    try {
      InetAddress local = InetAddress.getLoopbackAddress();
      return new Membership(
          InetAddress.getByName(group), NetworkInterface.getByInetAddress(local), null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** IPv6 may be there and its loopback address not, as in containers. */
  private static Optional<String> noAddress(SocketSpec<MessageEndpoint> spec, String host) {
    try (MessageEndpoint probe = Network.system().socket(spec)) {
      probe.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("this host has no address " + host + ": " + e.getMessage());
    }
  }
}

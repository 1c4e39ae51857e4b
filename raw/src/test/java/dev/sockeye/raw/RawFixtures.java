package dev.sockeye.raw;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.SocketSpec;
import dev.sockeye.posix.BpfFilter;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.MessageFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** How raw and ping sockets are made. */
final class RawFixtures {

  /** For experiments, RFC 3692; no host has use for it. */
  static final Protocol EXPERIMENT = new Protocol("253", 253);

  private static final int IP_HEADER = 20;

  private static final AtomicInteger NEXT = new AtomicInteger();

  private RawFixtures() {}

  /** Each at a loopback address of its own. */
  static MessageFixture v4() {
    return raw(
        new MessageFixture(
                Network.system(),
                Raw.inet(EXPERIMENT),
                "raw4",
                RawTransport::loopback,
                65_535 - IP_HEADER,
                new PacketForm(EXPERIMENT.number(), IP_HEADER))
            .without(Capability.RETURNABLE, "IPv4 packets arrive with their IP header")
            .withOption(Ip.IP_TTL, 9));
  }

  private static MessageFixture raw(MessageFixture fixture) {
    return common(fixture)
        .without(Capability.UNREACHABLE, "nobody tells of a packet that nobody reads")
        .without(Capability.UNBOUND, "a raw socket receives all of its protocol at first")
        .without(Capability.AUTOBIND, "a raw socket that sends is not bound")
        .without(Capability.DISCONNECT, "Linux makes a raw socket deaf with its peer's address")
        .without(Capability.EXCLUSIVE_ADDRESSES, "every raw socket gets a copy");
  }

  /**
   * The same in a network where all of a prefix is local, since IPv6 has one loopback address:
   * {@code ip -6 route add local fd53::/64 dev lo} and {@code net.ipv6.ip_nonlocal_bind=1}.
   */
  static MessageFixture v6() {
    return raw(new MessageFixture(
            Network.system(), Raw.inet6(EXPERIMENT), "raw6", RawFixtures::local6, 65_535) {
          @Override
          public Optional<String> unavailable() {
            return super.unavailable().or(() -> noAddress(spec(), "fd53::1"));
          }
        })
        .without(Capability.PAIRS, "IPv6 has one loopback address")
        .withOption(Ip.IPV6_UNICAST_HOPS, 9)
        .withOption(Ip.IPV6_TCLASS, 4)
        .withOption(Ip.IPV6_CHECKSUM, 2);
  }

  private static InetSocketAddress local6() throws IOException {
    return new InetSocketAddress(
        InetAddress.getByName("fd53::" + Integer.toHexString(NEXT.incrementAndGet())), 0);
  }

  /** An endpoint is its own peer, as the system answers it. */
  static MessageFixture ping4() {
    return ping(Ping.DATAGRAM4, "ping4", "127.0.0.1", 65_535 - IP_HEADER, new EchoForm(8, 0))
        .withOption(Ip.IP_TTL, 9);
  }

  /** The same over IPv6. */
  static MessageFixture ping6() {
    return ping(Ping.DATAGRAM6, "ping6", "::1", 65_535, new EchoForm(128, 129))
        .withOption(Ip.IPV6_UNICAST_HOPS, 9)
        .withOption(Ip.IPV6_TCLASS, 4);
  }

  private static MessageFixture ping(
      SocketSpec<MessageEndpoint> spec, String scheme, String host, int largest, EchoForm form) {
    return common(
            new MessageFixture(
                Network.system(),
                spec,
                scheme,
                () -> new InetSocketAddress(InetAddress.getByName(host), 0),
                largest,
                form) {
              @Override
              public Optional<String> unavailable() {
                return super.unavailable().or(() -> noAddress(spec, host));
              }

              @Override
              public EndpointPair<MessageEndpoint> pair() throws IOException {
                MessageEndpoint endpoint = bound();
                try {
                  endpoint.connect(new InetSocketAddress(InetAddress.getByName(host), 0));
                  return new EndpointPair<>(endpoint, endpoint);
                } catch (IOException | RuntimeException e) {
                  endpoint.close();
                  throw e;
                }
              }
            })
        .without(Capability.TWO_ENDS, "the system answers a ping")
        .without(Capability.PAIRS, "the system answers a ping")
        .without(Capability.SENDERS, "the system answers, which has no port")
        .without(Capability.RETURNABLE, "a reply is no request")
        .without(Capability.EXCLUSIVE_ADDRESSES, "several may have an identifier");
  }

  private static MessageFixture common(MessageFixture fixture) {
    return fixture
        .withOption(Ip.SO_BINDTODEVICE, "lo")
        .withOption(Ip.SO_MARK, 5)
        .withOption(Ip.SO_PRIORITY, 3)
        .withOption(BpfFilter.SO_ATTACH_FILTER, BpfFilter.parse("1,6 0 0 262144"))
        .withoutSetting("SO_LOCK_FILTER", "it cannot be unset");
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

  /** Skips a test, with the reason, where the process may not open raw sockets. */
  static void assumeRaw(SocketSpec<?> spec) {
    assume(new RawTransport().unavailable(spec));
  }

  static void assumePing(SocketSpec<?> spec) {
    assume(new PingTransport().unavailable(spec));
  }

  private static void assume(Optional<String> why) {
    why.ifPresent(reason -> System.out.println("Skipped: " + reason));
    assumeTrue(why.isEmpty(), () -> why.orElseThrow());
  }

  static InetAddress ip(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e); // it is no name
    }
  }
}

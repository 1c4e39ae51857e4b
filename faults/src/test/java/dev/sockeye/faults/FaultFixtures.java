package dev.sockeye.faults;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.tcp.Tcp;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.Fixture.AddressSource;
import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.udp.Membership;
import dev.sockeye.udp.Udp;
import dev.sockeye.unix.Unix;
import dev.sockeye.unix.UserIds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** How the system's sockets are made under a plan in which nothing goes wrong. */
final class FaultFixtures {

  /** What buffers hold unless it is said, on Linux. */
  private static final int LARGEST_UNIX = 212_992 - 32;

  private static final int LARGEST_UDP = 65_535 - 20 - 8;

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private FaultFixtures() {}

  private static Network network() {
    return FaultNetwork.over(Network.system(), FaultPlan.none());
  }

  static StreamFixture tcp() {
    return new StreamFixture(network(), Tcp.STREAM4, "tcp4", loopback());
  }

  private static AddressSource loopback() {
    return () -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  static StreamFixture unix() {
    return new StreamFixture(network(), Unix.STREAM, "unix", paths())
        .withOption(Unix.MODE, "0640")
        .withOption(Unix.ALLOW_UID, UserIds.of(0, 1000))
        .withoutSetting(Unix.PEER_CREDENTIALS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERGROUPS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERSEC.name(), "the system gives it")
        .withoutSetting(Unix.SO_PEERPIDFD.name(), "it is the peer")
        .without(Capability.RESET, "the UNIX domain has no abortive close")
        .without(Capability.AUTOBIND, "a client without a path has no name");
  }

  static MessageFixture udp() {
    return new MessageFixture(network(), Udp.DATAGRAM4, "udp4", loopback(), LARGEST_UDP)
        .withOption(Udp.IP_ADD_MEMBERSHIP, membership())
        .withoutSetting("IP_DROP_MEMBERSHIP", "it needs a membership")
        .withoutSetting("IP_BLOCK_SOURCE", "it needs a membership")
        .withoutSetting("IP_UNBLOCK_SOURCE", "it needs a membership and a blocked source");
  }

  private static Membership membership() {
    try {
      InetAddress local = InetAddress.getLoopbackAddress();
      return new Membership(
          InetAddress.getByName("239.1.2.6"), NetworkInterface.getByInetAddress(local), null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static MessageFixture datagrams() {
    return messages(Unix.DATAGRAM, "unix+dgram");
  }

  static MessageFixture seqpacket() {
    return messages(Unix.SEQPACKET, "unix+seqpacket");
  }

  private static MessageFixture messages(SocketSpec<MessageEndpoint> spec, String scheme) {
    return new MessageFixture(network(), spec, scheme, paths(), LARGEST_UNIX)
        .withOption(Unix.MODE, "0640")
        .withOption(Unix.ALLOW_UID, UserIds.of(0, 1000))
        .withoutSetting(Unix.PEER_CREDENTIALS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERGROUPS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERSEC.name(), "the system gives it")
        .withoutSetting(Unix.SO_PEERPIDFD.name(), "it is the peer")
        .without(Capability.AUTOBIND, "an endpoint that is not bound has no name");
  }

  private static AddressSource paths() {
    return () -> UnixDomainSocketAddress.of(Folder.PATH.resolve("f" + NUMBERS.incrementAndGet()));
  }

  /** Short, so that its files' paths fit a socket address. */
  private static final class Folder {
    static final Path PATH = create();

    private static Path create() {
      try {
        Path folder = Files.createTempDirectory("sk");
        folder.toFile().deleteOnExit();
        return folder;
      } catch (IOException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }
}

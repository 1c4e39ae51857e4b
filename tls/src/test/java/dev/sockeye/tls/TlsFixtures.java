package dev.sockeye.tls;

import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.tcp.Tcp;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.unix.Unix;
import dev.sockeye.unix.UserIds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** How TLS over each of three transports is made. */
final class TlsFixtures {

  private TlsFixtures() {}

  static StreamFixture tcp() {
    return new TlsFixture(
        Network.system(),
        Tcp.STREAM4,
        "tcp4",
        () -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  static StreamFixture unix() {
    AtomicInteger number = new AtomicInteger();
    return new TlsFixture(
            Network.system(),
            Unix.STREAM,
            "unix",
            () -> {
              Path folder = Files.createTempDirectory("s");
              folder.toFile().deleteOnExit();
              return UnixDomainSocketAddress.of(folder.resolve("s" + number.incrementAndGet()));
            })
        .withOption(Unix.MODE, "0640")
        .withOption(Unix.ALLOW_UID, UserIds.of(0, 1000))
        .withoutSetting(Unix.PEER_CREDENTIALS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERGROUPS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERSEC.name(), "the system gives it")
        .withoutSetting(Unix.SO_PEERPIDFD.name(), "it is the peer")
        .without(Capability.RESET, "the UNIX domain has no abortive close")
        .without(
            Capability.LOSS_BREAKS,
            "what was decrypted and not read is unread here, of which the UNIX domain knows"
                + " nothing: the peer finds the stream cut")
        .without(Capability.AUTOBIND, "a client without a path has no name");
  }

  @SuppressWarnings("unchecked") // a stream's scheme
  static StreamFixture memory() {
    MemoryNetwork network = MemoryNetwork.create();
    SocketSpec<StreamEndpoint> spec =
        (SocketSpec<StreamEndpoint>) network.scheme("tcp").orElseThrow().spec();
    return new TlsFixture(
            network, spec, "tcp", () -> InetSocketAddress.createUnresolved("host.example", 0))
        .without(Capability.RESOLVED_ADDRESSES, "every name is this network's: none is looked up")
        .without(Capability.FILE_DESCRIPTORS, "sockets in memory have no descriptors");
  }
}

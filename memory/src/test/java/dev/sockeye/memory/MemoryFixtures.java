package dev.sockeye.memory;

import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.tcp.Mptcp;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.Fixture.AddressSource;
import dev.sockeye.testkit.StreamFixture;
import dev.sockeye.tipc.Tipc;
import dev.sockeye.tipc.TipcAddress;
import dev.sockeye.unix.Unix;
import dev.sockeye.unix.UserIds;
import dev.sockeye.vsock.Vsock;
import dev.sockeye.vsock.VsockAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** How sockets in memory are made: each fixture has a network of its own. */
final class MemoryFixtures {

  private MemoryFixtures() {}

  static StreamFixture tcp() {
    return inet("tcp");
  }

  static StreamFixture mptcp() {
    return inet("mptcp").withoutSetting(Mptcp.MPTCP_INFO.name(), "the system tells it");
  }

  private static StreamFixture inet(String scheme) {
    return on(scheme, () -> InetSocketAddress.createUnresolved("host.example", 0))
        .without(Capability.RESOLVED_ADDRESSES, "every name is this network's: none is looked up");
  }

  static StreamFixture unix() {
    AtomicInteger number = new AtomicInteger();
    return on("unix", () -> UnixDomainSocketAddress.of("/run/s" + number.incrementAndGet()))
        .withOption(Unix.MODE, "0640")
        .withOption(Unix.ALLOW_UID, UserIds.of(0, 1000))
        .withoutSetting(Unix.PEER_CREDENTIALS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERGROUPS.name(), "the peer has them")
        .withoutSetting(Unix.SO_PEERSEC.name(), "the system gives it")
        .withoutSetting(Unix.SO_PEERPIDFD.name(), "it is the peer")
        .without(Capability.RESET, "SO_LINGER has no effect in the UNIX domain");
  }

  static StreamFixture vsock() {
    return on("vsock", () -> new VsockAddress(3, VsockAddress.ANY_PORT))
        .withOption(Vsock.BUFFER_SIZE, 131_072L)
        .withOption(Vsock.BUFFER_MIN_SIZE, 256L)
        .withOption(Vsock.BUFFER_MAX_SIZE, 524_288L)
        .withOption(Vsock.CONNECT_TIMEOUT, Duration.ofSeconds(7))
        .without(Capability.RESET, "vsock has no abortive close")
        .without(Capability.LOSS_BREAKS, "vsock ends as if the peer had read all");
  }

  static StreamFixture tipc() {
    AtomicInteger instance = new AtomicInteger();
    return on("tipc", () -> new TipcAddress.Service(1000, instance.incrementAndGet()))
        .withOption(Tipc.IMPORTANCE, 2)
        .withOption(Tipc.CONN_TIMEOUT, Duration.ofSeconds(7))
        .without(Capability.UNNAMED_AT_FIRST, "a socket of TIPC has its number from the start")
        .without(Capability.LISTENERS_ADDRESS, "what TIPC accepts has a number of its own")
        .without(Capability.CONNECTS_UNACCEPTED, "a connect of TIPC waits to be accepted")
        .without(Capability.HALF_CLOSE, "shutdown(2) of TIPC ends both directions")
        .without(Capability.RESET, "TIPC has no abortive close")
        .without(Capability.EXCLUSIVE_ADDRESSES, "any number of sockets share a service");
  }

  static StreamFixture memory() {
    AtomicInteger number = new AtomicInteger();
    return on("memory", () -> new MemoryAddress("s" + number.incrementAndGet()));
  }

  private static StreamFixture on(String scheme, AddressSource addresses) {
    MemoryNetwork network = MemoryNetwork.create();
    return new StreamFixture(network, spec(network, scheme), scheme, addresses)
        .without(Capability.FILE_DESCRIPTORS, "sockets in memory have no descriptors")
        .without(Capability.PROCESS_PEER, "the network is within this process");
  }

  @SuppressWarnings("unchecked") // asked for with schemes of streams only
  private static SocketSpec<StreamEndpoint> spec(MemoryNetwork network, String scheme) {
    return network.schemes().stream()
        .filter(info -> info.scheme().equals(scheme))
        .map(SchemeInfo::spec)
        .map(spec -> (SocketSpec<StreamEndpoint>) spec)
        .findFirst()
        .orElseThrow();
  }
}

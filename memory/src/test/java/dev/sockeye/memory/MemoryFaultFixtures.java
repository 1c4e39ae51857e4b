package dev.sockeye.memory;

import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.faults.FaultNetwork;
import dev.sockeye.faults.FaultPlan;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.StreamFixture;
import java.net.InetSocketAddress;

/** How sockets in memory are made under a plan in which nothing goes wrong. */
final class MemoryFaultFixtures {

  private MemoryFaultFixtures() {}

  static StreamFixture tcp() {
    Network network = FaultNetwork.over(MemoryNetwork.create(), FaultPlan.none());
    return new StreamFixture(
            network,
            streams(network, "tcp"),
            "tcp",
            () -> InetSocketAddress.createUnresolved("host.example", 0))
        .without(Capability.RESOLVED_ADDRESSES, "every name is this network's: none is looked up")
        .without(Capability.FILE_DESCRIPTORS, "sockets in memory have no descriptors")
        .without(Capability.PROCESS_PEER, "the network is within this process");
  }

  static MessageFixture udp() {
    Network network = FaultNetwork.over(MemoryNetwork.create(), FaultPlan.none());
    return MemoryMessageFixtures.udpOver(network);
  }

  @SuppressWarnings("unchecked") // asked for with schemes of streams only
  private static SocketSpec<StreamEndpoint> streams(Network network, String scheme) {
    return (SocketSpec<StreamEndpoint>) network.scheme(scheme).map(SchemeInfo::spec).orElseThrow();
  }
}

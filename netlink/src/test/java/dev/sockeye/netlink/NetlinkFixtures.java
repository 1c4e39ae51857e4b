package dev.sockeye.netlink;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.posix.BpfFilter;
import dev.sockeye.testkit.MessageFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.util.concurrent.atomic.AtomicLong;

/** How netlink's sockets are made: of the family that processes have among themselves. */
final class NetlinkFixtures {

  /** What the system keeps of the send buffer: {@code netlink_sendmsg} of the kernel. */
  private static final int KEPT = 32;

  /** None is a process's, which the system takes to choose a number. */
  private static final AtomicLong NEXT = new AtomicLong(0x6000_0000);

  private NetlinkFixtures() {}

  static MessageFixture usersock() {
    return new MessageFixture(
        Network.system(),
        Netlink.spec(Netlink.NETLINK_USERSOCK),
        "netlink",
        () -> new NetlinkAddress(NEXT.incrementAndGet()),
        largest(),
        new HeaderForm()) {
      @Override
      public EndpointUri uri(SocketAddress address) {
        return EndpointUri.valueOf("netlink:usersock" + ((NetlinkAddress) address).uriForm());
      }
    }.withOption(Netlink.GROUPS, NetlinkGroups.of(1))
        .withOption(BpfFilter.SO_ATTACH_FILTER, BpfFilter.parse("1,6 0 0 262144"))
        .withoutSetting("NETLINK_ADD_MEMBERSHIP", "it reads as groups")
        .withoutSetting("NETLINK_DROP_MEMBERSHIP", "it reads as groups")
        .withoutSetting("SO_LOCK_FILTER", "it cannot be unset");
  }

  /** The system has twice as much as is told. */
  private static int largest() {
    try (MessageEndpoint endpoint = Network.system().socket(Netlink.ROUTE)) {
      return 2 * endpoint.getOption(StandardSocketOptions.SO_SNDBUF) - KEPT;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

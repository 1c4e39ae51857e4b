package dev.sockeye.netlink;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class NetlinkDatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return NetlinkFixtures.usersock();
  }
}

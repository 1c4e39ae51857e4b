package dev.sockeye.netlink;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class NetlinkMessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return NetlinkFixtures.usersock();
  }
}

package dev.sockeye.netlink;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageSocketContract;

class NetlinkMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return NetlinkFixtures.usersock();
  }
}

package dev.sockeye.netlink;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class NetlinkMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return NetlinkFixtures.usersock();
  }
}

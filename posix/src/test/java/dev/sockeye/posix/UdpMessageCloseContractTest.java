package dev.sockeye.posix;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class UdpMessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return Internet.datagrams();
  }
}

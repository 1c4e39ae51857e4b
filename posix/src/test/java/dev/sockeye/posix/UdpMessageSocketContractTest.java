package dev.sockeye.posix;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageSocketContract;

class UdpMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return Internet.datagrams();
  }
}

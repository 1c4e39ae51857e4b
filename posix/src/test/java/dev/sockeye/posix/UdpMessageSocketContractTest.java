package dev.sockeye.posix;

import dev.sockeye.testkit.MessageSocketContract;
import dev.sockeye.testkit.MessageFixture;

class UdpMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return Internet.datagrams();
  }
}

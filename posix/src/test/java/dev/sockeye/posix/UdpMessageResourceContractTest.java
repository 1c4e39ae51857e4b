package dev.sockeye.posix;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class UdpMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return Internet.datagrams();
  }
}

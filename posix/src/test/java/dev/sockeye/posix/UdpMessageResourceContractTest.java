package dev.sockeye.posix;

import dev.sockeye.testkit.MessageResourceContract;
import dev.sockeye.testkit.MessageFixture;

class UdpMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return Internet.datagrams();
  }
}

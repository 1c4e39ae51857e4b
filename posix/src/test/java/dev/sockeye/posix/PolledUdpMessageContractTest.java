package dev.sockeye.posix;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class PolledUdpMessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return Internet.polledDatagrams();
  }
}

package dev.sockeye.posix;

import dev.sockeye.testkit.MessageTimeoutContract;
import dev.sockeye.testkit.MessageFixture;

class PolledUdpMessageTimeoutContractTest extends MessageTimeoutContract {
  @Override
  protected MessageFixture fixture() {
    return Internet.polledDatagrams();
  }
}

package dev.sockeye.posix;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageTimeoutContract;

class PolledUdpMessageTimeoutContractTest extends MessageTimeoutContract {
  @Override
  protected MessageFixture fixture() {
    return Internet.polledDatagrams();
  }
}

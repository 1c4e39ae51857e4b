package dev.sockeye.posix;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class PolledUdpDatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return Internet.polledDatagrams();
  }
}

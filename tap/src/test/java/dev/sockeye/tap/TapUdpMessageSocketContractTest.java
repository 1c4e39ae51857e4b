package dev.sockeye.tap;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageSocketContract;

class TapUdpMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return TapFixtures.udp();
  }
}

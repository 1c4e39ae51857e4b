package dev.sockeye.tap;

import dev.sockeye.testkit.MessageSocketContract;
import dev.sockeye.testkit.MessageFixture;

class TapUdpMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return TapFixtures.udp();
  }
}

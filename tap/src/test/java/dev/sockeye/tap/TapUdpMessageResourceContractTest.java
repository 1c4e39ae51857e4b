package dev.sockeye.tap;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class TapUdpMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return TapFixtures.udp();
  }
}

package dev.sockeye.tap;

import dev.sockeye.testkit.MessageTimeoutContract;
import dev.sockeye.testkit.MessageFixture;

class TapUdpMessageTimeoutContractTest extends MessageTimeoutContract {
  @Override
  protected MessageFixture fixture() {
    return TapFixtures.udp();
  }
}

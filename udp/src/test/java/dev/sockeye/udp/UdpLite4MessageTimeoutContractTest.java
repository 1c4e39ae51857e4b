package dev.sockeye.udp;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageTimeoutContract;

class UdpLite4MessageTimeoutContractTest extends MessageTimeoutContract {
  @Override
  protected MessageFixture fixture() {
    return UdpFixtures.lite4();
  }
}

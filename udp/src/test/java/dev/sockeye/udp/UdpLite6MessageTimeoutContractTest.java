package dev.sockeye.udp;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageTimeoutContract;

class UdpLite6MessageTimeoutContractTest extends MessageTimeoutContract {
  @Override
  protected MessageFixture fixture() {
    return UdpFixtures.lite6();
  }
}

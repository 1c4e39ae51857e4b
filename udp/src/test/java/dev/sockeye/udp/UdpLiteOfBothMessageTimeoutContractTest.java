package dev.sockeye.udp;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageTimeoutContract;

class UdpLiteOfBothMessageTimeoutContractTest extends MessageTimeoutContract {
  @Override
  protected MessageFixture fixture() {
    return UdpFixtures.liteOfBoth();
  }
}

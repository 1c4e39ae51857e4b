package dev.sockeye.udp;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class UdpLiteOfBothMessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return UdpFixtures.liteOfBoth();
  }
}

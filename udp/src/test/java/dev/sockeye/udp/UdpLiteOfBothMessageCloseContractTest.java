package dev.sockeye.udp;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class UdpLiteOfBothMessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return UdpFixtures.liteOfBoth();
  }
}

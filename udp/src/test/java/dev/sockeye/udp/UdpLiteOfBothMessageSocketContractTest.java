package dev.sockeye.udp;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageSocketContract;

class UdpLiteOfBothMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return UdpFixtures.liteOfBoth();
  }
}

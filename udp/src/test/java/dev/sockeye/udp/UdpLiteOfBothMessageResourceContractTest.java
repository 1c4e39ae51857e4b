package dev.sockeye.udp;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class UdpLiteOfBothMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return UdpFixtures.liteOfBoth();
  }
}

package dev.sockeye.udp;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class UdpLite4MessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return UdpFixtures.lite4();
  }
}

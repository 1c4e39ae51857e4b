package dev.sockeye.udp;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class UdpV4MessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return UdpFixtures.v4();
  }
}

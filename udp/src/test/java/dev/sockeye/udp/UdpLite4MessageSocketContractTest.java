package dev.sockeye.udp;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageSocketContract;

class UdpLite4MessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return UdpFixtures.lite4();
  }
}

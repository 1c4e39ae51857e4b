package dev.sockeye.udp;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class UdpLite4MessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return UdpFixtures.lite4();
  }
}

package dev.sockeye.udp;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class UdpV4MessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return UdpFixtures.v4();
  }
}

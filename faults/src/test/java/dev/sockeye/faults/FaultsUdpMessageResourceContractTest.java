package dev.sockeye.faults;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class FaultsUdpMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return FaultFixtures.udp();
  }
}

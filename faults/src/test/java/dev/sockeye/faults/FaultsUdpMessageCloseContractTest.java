package dev.sockeye.faults;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class FaultsUdpMessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return FaultFixtures.udp();
  }
}

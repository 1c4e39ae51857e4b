package dev.sockeye.memory;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class MemoryFaultsUdpMessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryFaultFixtures.udp();
  }
}

package dev.sockeye.memory;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class MemoryFaultsUdpMessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryFaultFixtures.udp();
  }
}

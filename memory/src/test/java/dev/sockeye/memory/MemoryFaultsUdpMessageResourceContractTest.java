package dev.sockeye.memory;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class MemoryFaultsUdpMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryFaultFixtures.udp();
  }
}

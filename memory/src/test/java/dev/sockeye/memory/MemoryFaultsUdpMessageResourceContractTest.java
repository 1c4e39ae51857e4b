package dev.sockeye.memory;

import dev.sockeye.testkit.MessageResourceContract;
import dev.sockeye.testkit.MessageFixture;

class MemoryFaultsUdpMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryFaultFixtures.udp();
  }
}

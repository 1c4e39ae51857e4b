package dev.sockeye.memory;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryFaultsTcpStreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFaultFixtures.tcp();
  }
}

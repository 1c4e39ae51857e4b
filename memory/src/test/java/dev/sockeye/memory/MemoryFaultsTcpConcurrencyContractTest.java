package dev.sockeye.memory;

import dev.sockeye.testkit.ConcurrencyContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryFaultsTcpConcurrencyContractTest extends ConcurrencyContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFaultFixtures.tcp();
  }
}

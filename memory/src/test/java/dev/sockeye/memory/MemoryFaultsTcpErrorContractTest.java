package dev.sockeye.memory;

import dev.sockeye.testkit.ErrorContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryFaultsTcpErrorContractTest extends ErrorContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFaultFixtures.tcp();
  }
}

package dev.sockeye.memory;

import dev.sockeye.testkit.StreamCloseContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryFaultsTcpStreamCloseContractTest extends StreamCloseContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFaultFixtures.tcp();
  }
}

package dev.sockeye.memory;

import dev.sockeye.testkit.ResourceContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryFaultsTcpResourceContractTest extends ResourceContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFaultFixtures.tcp();
  }
}

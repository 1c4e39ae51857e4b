package dev.sockeye.memory;

import dev.sockeye.testkit.NonBlockingContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryFaultsTcpNonBlockingContractTest extends NonBlockingContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFaultFixtures.tcp();
  }
}

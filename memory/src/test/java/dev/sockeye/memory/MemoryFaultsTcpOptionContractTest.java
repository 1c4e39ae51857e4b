package dev.sockeye.memory;

import dev.sockeye.testkit.OptionContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryFaultsTcpOptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFaultFixtures.tcp();
  }
}

package dev.sockeye.memory;

import dev.sockeye.testkit.ListenerContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryFaultsTcpListenerContractTest extends ListenerContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFaultFixtures.tcp();
  }
}

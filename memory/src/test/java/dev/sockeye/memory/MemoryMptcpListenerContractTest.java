package dev.sockeye.memory;

import dev.sockeye.testkit.ListenerContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryMptcpListenerContractTest extends ListenerContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFixtures.mptcp();
  }
}

package dev.sockeye.memory;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryMptcpStreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFixtures.mptcp();
  }
}

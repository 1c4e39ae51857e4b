package dev.sockeye.memory;

import dev.sockeye.testkit.OptionContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryMptcpOptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFixtures.mptcp();
  }
}

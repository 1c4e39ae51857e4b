package dev.sockeye.memory;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryTipcStreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFixtures.tipc();
  }
}

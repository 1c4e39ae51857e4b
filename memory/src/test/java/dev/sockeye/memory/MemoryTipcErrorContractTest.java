package dev.sockeye.memory;

import dev.sockeye.testkit.ErrorContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryTipcErrorContractTest extends ErrorContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFixtures.tipc();
  }
}

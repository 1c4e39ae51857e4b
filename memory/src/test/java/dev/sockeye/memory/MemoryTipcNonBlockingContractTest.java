package dev.sockeye.memory;

import dev.sockeye.testkit.NonBlockingContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryTipcNonBlockingContractTest extends NonBlockingContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFixtures.tipc();
  }
}

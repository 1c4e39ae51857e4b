package dev.sockeye.memory;

import dev.sockeye.testkit.ResourceContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryTipcResourceContractTest extends ResourceContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFixtures.tipc();
  }
}

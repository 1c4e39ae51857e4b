package dev.sockeye.memory;

import dev.sockeye.testkit.StreamCloseContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryTipcStreamCloseContractTest extends StreamCloseContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFixtures.tipc();
  }
}

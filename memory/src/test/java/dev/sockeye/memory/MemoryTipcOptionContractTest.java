package dev.sockeye.memory;

import dev.sockeye.testkit.OptionContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryTipcOptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFixtures.tipc();
  }
}

package dev.sockeye.memory;

import dev.sockeye.testkit.OptionContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryUnixOptionContractTest extends OptionContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFixtures.unix();
  }
}

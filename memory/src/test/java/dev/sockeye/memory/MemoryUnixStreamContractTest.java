package dev.sockeye.memory;

import dev.sockeye.testkit.StreamContract;
import dev.sockeye.testkit.StreamFixture;

class MemoryUnixStreamContractTest extends StreamContract {
  @Override
  protected StreamFixture fixture() {
    return MemoryFixtures.unix();
  }
}

package dev.sockeye.memory;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageSocketContract;

class MemoryJ1939MessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.j1939();
  }
}

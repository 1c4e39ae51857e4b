package dev.sockeye.memory;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class MemoryJ1939MessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.j1939();
  }
}

package dev.sockeye.memory;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class MemoryJ1939MessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.j1939();
  }
}

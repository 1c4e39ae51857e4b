package dev.sockeye.memory;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageTimeoutContract;

class MemoryJ1939MessageTimeoutContractTest extends MessageTimeoutContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.j1939();
  }
}

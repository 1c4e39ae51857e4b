package dev.sockeye.memory;

import dev.sockeye.testkit.MessageTimeoutContract;
import dev.sockeye.testkit.MessageFixture;

class MemoryCanMessageTimeoutContractTest extends MessageTimeoutContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.can();
  }
}

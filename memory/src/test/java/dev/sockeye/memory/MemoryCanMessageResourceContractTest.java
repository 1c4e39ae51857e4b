package dev.sockeye.memory;

import dev.sockeye.testkit.MessageResourceContract;
import dev.sockeye.testkit.MessageFixture;

class MemoryCanMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.can();
  }
}

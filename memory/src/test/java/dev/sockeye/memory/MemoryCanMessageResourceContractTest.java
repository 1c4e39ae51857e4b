package dev.sockeye.memory;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class MemoryCanMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.can();
  }
}

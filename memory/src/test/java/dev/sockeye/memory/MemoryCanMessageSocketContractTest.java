package dev.sockeye.memory;

import dev.sockeye.testkit.MessageSocketContract;
import dev.sockeye.testkit.MessageFixture;

class MemoryCanMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.can();
  }
}

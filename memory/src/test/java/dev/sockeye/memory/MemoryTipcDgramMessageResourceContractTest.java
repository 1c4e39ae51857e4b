package dev.sockeye.memory;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class MemoryTipcDgramMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.tipcDgram();
  }
}

package dev.sockeye.memory;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageSocketContract;

class MemoryTipcDgramMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.tipcDgram();
  }
}

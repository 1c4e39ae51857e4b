package dev.sockeye.memory;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class MemoryTipcDgramMessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.tipcDgram();
  }
}

package dev.sockeye.memory;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class MemoryTipcRdmMessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.tipcRdm();
  }
}

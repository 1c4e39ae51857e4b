package dev.sockeye.memory;

import dev.sockeye.testkit.DatagramContract;
import dev.sockeye.testkit.MessageFixture;

class MemoryTipcDgramDatagramContractTest extends DatagramContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.tipcDgram();
  }
}

package dev.sockeye.memory;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class MemoryTipcSeqpacketMessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.tipcSeqpacket();
  }
}

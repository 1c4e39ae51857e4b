package dev.sockeye.memory;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class MemoryTipcSeqpacketMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.tipcSeqpacket();
  }
}

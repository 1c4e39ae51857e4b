package dev.sockeye.memory;

import dev.sockeye.testkit.MessageConnectionContract;
import dev.sockeye.testkit.MessageFixture;

class MemoryTipcSeqpacketMessageConnectionContractTest extends MessageConnectionContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.tipcSeqpacket();
  }
}

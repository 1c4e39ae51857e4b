package dev.sockeye.memory;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageSocketContract;

class MemoryTipcSeqpacketMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.tipcSeqpacket();
  }
}

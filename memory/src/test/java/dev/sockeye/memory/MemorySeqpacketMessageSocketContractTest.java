package dev.sockeye.memory;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageSocketContract;

class MemorySeqpacketMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.seqpacket();
  }
}

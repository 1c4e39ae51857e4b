package dev.sockeye.memory;

import dev.sockeye.testkit.MessageCloseContract;
import dev.sockeye.testkit.MessageFixture;

class MemorySctpSeqpacketMessageCloseContractTest extends MessageCloseContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.sctpOneToMany();
  }
}

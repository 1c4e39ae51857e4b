package dev.sockeye.memory;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageTimeoutContract;

class MemorySctpSeqpacketMessageTimeoutContractTest extends MessageTimeoutContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.sctpOneToMany();
  }
}

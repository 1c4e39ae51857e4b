package dev.sockeye.memory;

import dev.sockeye.sctp.contract.SctpMessagesContract;
import dev.sockeye.testkit.MessageFixture;

class MemorySctpMessagesContractTest extends SctpMessagesContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.sctp();
  }
}

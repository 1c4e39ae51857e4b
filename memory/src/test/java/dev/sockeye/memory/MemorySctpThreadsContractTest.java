package dev.sockeye.memory;

import dev.sockeye.sctp.contract.SctpThreadsContract;
import dev.sockeye.testkit.MessageFixture;

class MemorySctpThreadsContractTest extends SctpThreadsContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.sctp();
  }
}

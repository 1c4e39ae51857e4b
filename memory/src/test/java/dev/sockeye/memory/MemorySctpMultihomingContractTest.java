package dev.sockeye.memory;

import dev.sockeye.sctp.contract.SctpMultihomingContract;
import dev.sockeye.testkit.MessageFixture;

class MemorySctpMultihomingContractTest extends SctpMultihomingContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.sctp();
  }
}

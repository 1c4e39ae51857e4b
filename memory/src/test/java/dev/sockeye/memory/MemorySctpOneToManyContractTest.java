package dev.sockeye.memory;

import dev.sockeye.sctp.contract.SctpOneToManyContract;
import dev.sockeye.testkit.MessageFixture;

class MemorySctpOneToManyContractTest extends SctpOneToManyContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.sctpOneToMany();
  }
}

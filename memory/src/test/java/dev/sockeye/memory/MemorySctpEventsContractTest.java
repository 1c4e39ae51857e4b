package dev.sockeye.memory;

import dev.sockeye.sctp.contract.SctpEventsContract;
import dev.sockeye.testkit.MessageFixture;

class MemorySctpEventsContractTest extends SctpEventsContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.sctp();
  }
}

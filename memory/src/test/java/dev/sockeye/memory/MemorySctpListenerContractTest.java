package dev.sockeye.memory;

import dev.sockeye.sctp.contract.SctpListenerContract;
import dev.sockeye.testkit.MessageFixture;

class MemorySctpListenerContractTest extends SctpListenerContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.sctp();
  }
}

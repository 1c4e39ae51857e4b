package dev.sockeye.memory;

import dev.sockeye.sctp.contract.SignallingContract;
import dev.sockeye.testkit.MessageFixture;

class MemorySctpSignallingContractTest extends SignallingContract {
  @Override
  protected MessageFixture fixture() {
    return MemoryMessageFixtures.sctp();
  }
}

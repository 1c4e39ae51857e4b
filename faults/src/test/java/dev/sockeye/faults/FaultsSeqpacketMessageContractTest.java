package dev.sockeye.faults;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class FaultsSeqpacketMessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return FaultFixtures.seqpacket();
  }
}

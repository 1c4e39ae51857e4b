package dev.sockeye.faults;

import dev.sockeye.testkit.MessageSocketContract;
import dev.sockeye.testkit.MessageFixture;

class FaultsSeqpacketMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return FaultFixtures.seqpacket();
  }
}

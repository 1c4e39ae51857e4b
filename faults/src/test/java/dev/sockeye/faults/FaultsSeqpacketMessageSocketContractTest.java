package dev.sockeye.faults;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageSocketContract;

class FaultsSeqpacketMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return FaultFixtures.seqpacket();
  }
}

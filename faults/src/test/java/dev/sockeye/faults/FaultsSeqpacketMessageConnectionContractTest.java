package dev.sockeye.faults;

import dev.sockeye.testkit.MessageConnectionContract;
import dev.sockeye.testkit.MessageFixture;

class FaultsSeqpacketMessageConnectionContractTest extends MessageConnectionContract {
  @Override
  protected MessageFixture fixture() {
    return FaultFixtures.seqpacket();
  }
}

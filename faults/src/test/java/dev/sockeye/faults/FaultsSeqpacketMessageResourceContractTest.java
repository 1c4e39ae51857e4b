package dev.sockeye.faults;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageResourceContract;

class FaultsSeqpacketMessageResourceContractTest extends MessageResourceContract {
  @Override
  protected MessageFixture fixture() {
    return FaultFixtures.seqpacket();
  }
}

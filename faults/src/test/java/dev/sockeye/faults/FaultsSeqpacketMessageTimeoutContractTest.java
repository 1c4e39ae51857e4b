package dev.sockeye.faults;

import dev.sockeye.testkit.MessageTimeoutContract;
import dev.sockeye.testkit.MessageFixture;

class FaultsSeqpacketMessageTimeoutContractTest extends MessageTimeoutContract {
  @Override
  protected MessageFixture fixture() {
    return FaultFixtures.seqpacket();
  }
}

package dev.sockeye.tipc;

import dev.sockeye.testkit.MessageContract;
import dev.sockeye.testkit.MessageFixture;

class TipcSeqpacketMessageContractTest extends MessageContract {
  @Override
  protected MessageFixture fixture() {
    return TipcFixtures.seqpacket();
  }
}

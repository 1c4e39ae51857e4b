package dev.sockeye.tipc;

import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageTimeoutContract;

class TipcSeqpacketMessageTimeoutContractTest extends MessageTimeoutContract {
  @Override
  protected MessageFixture fixture() {
    return TipcFixtures.seqpacket();
  }
}

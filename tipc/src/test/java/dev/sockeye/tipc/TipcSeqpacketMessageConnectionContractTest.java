package dev.sockeye.tipc;

import dev.sockeye.testkit.MessageConnectionContract;
import dev.sockeye.testkit.MessageFixture;

class TipcSeqpacketMessageConnectionContractTest extends MessageConnectionContract {
  @Override
  protected MessageFixture fixture() {
    return TipcFixtures.seqpacket();
  }
}

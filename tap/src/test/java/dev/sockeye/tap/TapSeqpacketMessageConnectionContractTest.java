package dev.sockeye.tap;

import dev.sockeye.testkit.MessageConnectionContract;
import dev.sockeye.testkit.MessageFixture;

class TapSeqpacketMessageConnectionContractTest extends MessageConnectionContract {
  @Override
  protected MessageFixture fixture() {
    return TapFixtures.seqpacket();
  }
}

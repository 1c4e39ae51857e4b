package dev.sockeye.tap;

import dev.sockeye.testkit.MessageSocketContract;
import dev.sockeye.testkit.MessageFixture;

class TapSeqpacketMessageSocketContractTest extends MessageSocketContract {
  @Override
  protected MessageFixture fixture() {
    return TapFixtures.seqpacket();
  }
}
